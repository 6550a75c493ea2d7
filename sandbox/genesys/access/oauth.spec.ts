import { AccessTokens } from './access-tokens.js';
import { tokenEndpoint } from './oauth.js';

const FORM = 'application/x-www-form-urlencoded';
const GRANT = 'grant_type=client_credentials';

describe('the token endpoint', () => {
  const tokens = new AccessTokens(3_600);
  const endpoint = tokenEndpoint({ id: 'client', secret: 's:1' }, tokens);
  const send = (text: string, authorization?: string, type = FORM) =>
    endpoint({
      method: 'POST',
      path: '/oauth/token',
      params: {},
      query: new URLSearchParams(),
      headers: { 'content-type': type, ...(authorization === undefined ? {} : { authorization }) },
      text,
      json: undefined,
    });
  const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;

  it.each([
    ['by Basic authentication', GRANT, basic('client', 's:1')],
    ['in the form', `${GRANT}&client_id=client&client_secret=s%3A1`, undefined],
  ])('returns an opaque token for credentials %s', (_, text, authorization) => {
    const { status, body } = send(text, authorization);

    expect(status).toBe(200);
    expect(body).toEqual({ access_token: expect.any(String), token_type: 'bearer', expires_in: 3600 });
    const { access_token: token } = body as { access_token: string };
    expect(token).toMatch(/^[\w-]{64}$/);
    expect(tokens.isValid(token)).toBe(true);
  });

  it('returns a different token each time', () => {
    expect(send(GRANT, basic('client', 's:1')).body).not.toEqual(send(GRANT, basic('client', 's:1')).body);
  });

  it.each([
    ['an unknown client', GRANT, basic('other', 's:1'), 'invalid_client', 'client not found: other'],
    ['a wrong secret', GRANT, basic('client', 's'), 'invalid_client', 'client secret is invalid'],
    ['no credentials', GRANT, undefined, 'invalid_client', 'client not found: '],
    [
      'another grant',
      'grant_type=password',
      basic('client', 's:1'),
      'unsupported_grant_type',
      'Only the grant type client_credentials is supported',
    ],
  ])('returns 400 for %s', (_, text, authorization, error, description) => {
    expect(send(text, authorization)).toEqual({ status: 400, body: { error, description } });
  });

  it('returns 400 for JSON', () => {
    expect(send('{}', basic('client', 's:1'), 'application/json')).toMatchObject({
      status: 400,
      body: { error: 'invalid_request' },
    });
  });
});
