import { AuthConfig } from './auth.config.js';
import { callerFromClaims, callerOfRequest } from './caller.js';

const config: AuthConfig = { ...new AuthConfig(), audience: ['https://us', 'https://we'] };
const callerOf = (claims: Record<string, unknown>, over: Partial<AuthConfig> = {}) =>
  callerFromClaims({ exp: 1, aud: 'https://us', ...claims }, { ...config, ...over });

describe('the caller', () => {
  it.each([
    [{ organization_id: 'org-1' }, 'org-1'],
    [{}, 'https://us'],
    [{ organization_id: '' }, 'https://us'],
    [{ organization_id: 7 }, 'https://us'],
    [{ aud: ['https://they', 'https://we'] }, 'https://we'],
    [{ aud: ['https://we', 'https://us'] }, 'https://us'],
  ])('belongs to an organisation: the claims %j result in %s', (claims, organisation) => {
    expect(callerOf(claims)?.organisation).toBe(organisation);
  });

  it.each([
    [{ client_id: 'a', azp: 'b', sub: 'c' }, 'a'],
    [{ azp: 'b', sub: 'c' }, 'b'],
    [{ sub: 'c' }, 'c'],
    [{ client_id: '', sub: 'c' }, 'c'],
    [{}, ''],
  ])('has a client id: the claims %j result in "%s"', (claims, client) => {
    expect(callerOf(claims)?.client).toBe(client);
  });

  it.each([
    ['dataaction:read', ['dataaction:read']],
    ['a  b ', ['a', 'b']],
    ['', []],
    [
      ['a', 'b c', 1, null],
      ['a', 'b c'],
    ],
    [undefined, []],
    [{ a: 1 }, []],
    [7, []],
  ])('has the scopes of %j', (scope, scopes) => {
    expect(callerOf({ scope })?.scopes).toEqual(scopes);
  });

  it('requires the configured claims', () => {
    const own = { organisationClaim: 'tenant', clientClaim: 'app' };

    expect(callerOf({ tenant: 't', app: 'a', organization_id: 'o', sub: 's' }, own)).toMatchObject({
      organisation: 't',
      client: 'a',
    });
    expect(callerOf({ tenant: 't', sub: 's' }, own)).toBeUndefined();
    expect(callerOf({ app: 'a', organization_id: 'o' }, own)).toBeUndefined();
  });

  it('is not available before a guard has run', () => {
    expect(() => callerOfRequest({})).toThrow('No guard has authenticated this request');
  });

  it.each([
    [['scope'], { scope: 'a', scp: ['b'] }, ['a']],
    [['scp'], { scope: 'a', scp: ['b', 'c'] }, ['b', 'c']],
    [['permissions', 'scp'], { scp: 'b c' }, ['b', 'c']],
    [['permissions', 'scp'], { scope: 'a', permissions: ['dataaction:read'], scp: 'b' }, ['dataaction:read']],
    [['permissions'], { scope: 'a' }, []],
  ])('has the scopes of the first present claim of %j', (scopeClaims, claims, scopes) => {
    expect(callerOf(claims, { scopeClaims })?.scopes).toEqual(scopes);
  });
});
