import { parseArgs } from 'node:util';
import { FAILURE_STYLES } from '../../envelope/envelope.js';
import { CREDENTIAL_TYPES } from '../export/credential-type.js';
import { DefinitionSettings } from '../export/definition.js';
import { DefinitionError } from '../action/definition-error.js';

export type Command =
  | { readonly kind: 'generate'; readonly folder: string; readonly settings: DefinitionSettings }
  | { readonly kind: 'lock' }
  | { readonly kind: 'help' };

export const USAGE = `npm run definitions -- --out DIR --url https://backend.example.com
    writes what Genesys Cloud imports: DIR/<action>.custom.json, DIR/token.customAuth.json and DIR/terraform
      --credentials TYPE       credentials of the integration: oauth (default), basic or api-key
      --token-url URL          URL of the token endpoint (default: <url>/oauth/token)
      --timeout-seconds N      how long the platform waits for a response, 1 to 60 (default: 10)
      --failure-style STYLE    how failures are reported: in-body (default) or status
      --secure ACTION          marks an action for secure flows only; may be repeated
npm run definitions -- --lock
    writes the contracts of the code to contracts/lock.json
`;

/** Longer than the service's default deadline of 8 s, so that the service can report a timeout. */
const TIMEOUT_SECONDS = 10;

const OPTIONS = {
  out: { type: 'string' },
  url: { type: 'string' },
  credentials: { type: 'string' },
  'token-url': { type: 'string' },
  'timeout-seconds': { type: 'string' },
  'failure-style': { type: 'string' },
  secure: { type: 'string', multiple: true },
  lock: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** @throws DefinitionError with a one-line message */
export function readCommand(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  if (values.help) return { kind: 'help' };
  const { lock, ...generate } = values;
  if (lock && Object.keys(generate).length > 0)
    throw new DefinitionError('--lock cannot be combined with --out and --url');
  if (positionals.length > 0) throw new DefinitionError(`Unexpected argument ${positionals.join(' ')}`);
  if (lock) return { kind: 'lock' };
  if (!generate.out) throw new DefinitionError('--out is missing: name the folder to write to');
  const url = readUrl('--url', generate.url);
  return {
    kind: 'generate',
    folder: generate.out,
    settings: {
      url,
      tokenUrl:
        generate['token-url'] === undefined ? `${url}/oauth/token` : readUrl('--token-url', generate['token-url']),
      timeoutSeconds: readTimeout(generate['timeout-seconds']),
      credentials: oneOf(CREDENTIAL_TYPES, '--credentials', generate.credentials ?? 'oauth'),
      failureStyle: oneOf(FAILURE_STYLES, '--failure-style', generate['failure-style'] ?? 'in-body'),
      secure: generate.secure ?? [],
    },
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new DefinitionError(String((error as Error).message.split(/\. |\n/)[0]));
  }
}

/** @returns the URL without a trailing slash */
function readUrl(option: string, text: string | undefined): string {
  if (!text)
    throw new DefinitionError(
      `${option} is missing: it is the URL at which Genesys Cloud reaches the service, https://…`,
    );
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw new DefinitionError(`${option} must be an absolute https:// URL`);
  if (url.search || url.hash || url.username || url.password || /[${}\s]/.test(text)) {
    throw new DefinitionError(`${option} must be a URL without query, fragment, credentials or template`);
  }
  return url.href.replace(/\/+$/, '');
}

function readTimeout(text = String(TIMEOUT_SECONDS)): number {
  if (!/^([1-9]|[1-5]\d|60)$/.test(text))
    throw new DefinitionError('--timeout-seconds must be a whole number, 1 to 60');
  return Number(text);
}

function oneOf<T extends string>(known: readonly T[], option: string, text: string): T {
  const found = known.find((one) => one === text);
  if (found === undefined) throw new DefinitionError(`${option} must be ${known.join(' or ')}`);
  return found;
}
