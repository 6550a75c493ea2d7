import { InvalidInput } from '../../errors/request-errors.js';

/** Characters of a header value (RFC 9110 §5.5). */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Rejects header values that an upstream could read as more than one header. @throws InvalidInput */
export function checkHeaders(headers: Readonly<Record<string, string>> = {}): void {
  for (const name in headers)
    if (!VALUE.test(headers[name] ?? ''))
      throw new InvalidInput(`The value of the header ${name} has invalid characters`);
}
