import { InternalError } from '../../../errors/action-error.js';
import { CircuitOpen } from '../../../errors/limit-errors.js';
import {
  UpstreamBadResponse,
  UpstreamRejected,
  UpstreamThrottled,
  UpstreamUnavailable,
  UpstreamUnreachable,
} from '../../../errors/upstream-errors.js';
import { rawResponse } from './raw-response.js';

const responseWith = (text: string) => ({ response: { status: 400, headers: {}, text } });

const shown = (text: string): string => rawResponse(new UpstreamRejected('Genesys Cloud', 400, responseWith(text)));

const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJjbGllbnQifQ.c2lnbmF0dXJl';
const OPAQUE = 'q8Zk3v_0Wn2mPf6hT1xRbYc4LdUeJg7sAoKi5NwQrXzHtVyEjMlCpBuGa-9DSFO';

describe('the raw response of a failure', () => {
  it('is the response body of the upstream', () => {
    const text = '{"message":"Unable to perform the requested action.","code":"missing.any.permissions","status":403}';

    expect(shown(text)).toBe(text);
    expect(rawResponse(new UpstreamThrottled('x', responseWith('slow down')))).toBe('slow down');
    expect(rawResponse(new UpstreamUnavailable('x', 503, responseWith('<html>down</html>')))).toBe('<html>down</html>');
    expect(rawResponse(new UpstreamBadResponse('x', 'y', responseWith('not JSON')))).toBe('not JSON');
  });

  it.each([
    ['no response came', new UpstreamUnreachable('x', 'could not be reached')],
    ['nothing was sent', new CircuitOpen('x', 1_000)],
    ['it is a bug', new InternalError()],
    ['the response was not kept', new UpstreamRejected('x', 400)],
  ])('is empty if %s', (_, failure) => {
    expect(rawResponse(failure)).toBe('');
  });

  it('is cut at 1,000 characters after redaction', () => {
    expect(shown('é'.repeat(3_000))).toBe('é'.repeat(1_000));
    expect(shown(`${'x '.repeat(495)}${OPAQUE}`)).toBe(`${'x '.repeat(495)}[redacted]`);
  });

  it.each([
    [`token ${JWT} has expired`, 'token [redacted] has expired'],
    [`the key ${OPAQUE} is unknown`, 'the key [redacted] is unknown'],
    ['Authorization: Bearer up-1', 'Authorization: [redacted] [redacted]'],
    ['sent "Bearer abc123" to us', 'sent "Bearer [redacted]" to us'],
    ['sent Basic c2VjcmV0OnNlY3JldA== to us', 'sent Basic [redacted] to us'],
    ['{"access_token":"s3cr3t","expires_in":300}', '{"access_token":"[redacted]","expires_in":300}'],
    ['{"client_secret": "hunter22", "id": 7}', '{"client_secret": "[redacted]", "id": 7}'],
    ['{\\"password\\":\\"hunter22\\"}', '{\\"password\\":\\"[redacted]\\"}'],
    ["{'apiKey': 'k-1'}", "{'apiKey': '[redacted]'}"],
    ['https://x/?api_key=k-1&page=2', 'https://x/?api_key=[redacted]&page=2'],
    ['X-API-Key: k-1', 'X-API-Key: [redacted]'],
    ['Set-Cookie: session=1; path=/', 'Set-Cookie: [redacted] path=/'],
  ])('redacts the secret in %j', (text, redacted) => {
    expect(shown(text)).toBe(redacted);
  });

  it.each([
    'No authentication bearer token specified in authorization header.',
    'Invalid login credentials.',
    '{"contextId":"2f1e0d3c-4b5a-6978-8796-a5b4c3d2e1f0","details":[{"fieldName":"segmentFilters[0].type"}]}',
    '/api/v2/analytics/conversations/details/query',
  ])('keeps %j unchanged', (text) => {
    expect(shown(text)).toBe(text);
  });
});
