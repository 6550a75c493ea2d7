import { basic, TestClient } from './known-clients.js';

export const READER: TestClient = { id: 'reader', secret: 'reader-secret-0123456789', scopes: ['dataaction:read'] };
export const BOTH: TestClient = {
  id: 'both',
  secret: 'a+b%41 c:d-né',
  scopes: ['dataaction:read', 'dataaction:write'],
};

export const GRANT = 'grant_type=client_credentials';
export const GOOD = { Authorization: basic(READER.id, READER.secret) };

/** Requests that the token endpoint rejects: the form and the headers, and the status and the error of the response. */
export const REJECTED: readonly (readonly [
  defect: string,
  form: string,
  headers: Record<string, string>,
  status: number,
  error: string,
])[] = [
  ['another grant type', 'grant_type=password', GOOD, 400, 'unsupported_grant_type'],
  ['no grant type', 'x=y', GOOD, 400, 'invalid_request'],
  ['an empty grant type', 'grant_type=', GOOD, 400, 'invalid_request'],
  ['no body', '', GOOD, 400, 'invalid_request'],
  ['a scope that it does not have', `${GRANT}&scope=dataaction:write`, GOOD, 400, 'invalid_scope'],
  ['more scopes than it has', `${GRANT}&scope=dataaction:read+dataaction:write`, GOOD, 400, 'invalid_scope'],
  ['a blank scope', `${GRANT}&scope=++`, GOOD, 400, 'invalid_scope'],
  ['a parameter twice', `${GRANT}&${GRANT}`, GOOD, 400, 'invalid_request'],
  ['an unknown parameter twice', `${GRANT}&x=1&x=1`, GOOD, 400, 'invalid_request'],
  ['a parameter twice, encoded differently', `${GRANT}&gr%61nt_type=`, GOOD, 400, 'invalid_request'],
  ['broken encoding', `${GRANT}&x=%zz`, GOOD, 400, 'invalid_request'],
  ['bytes that are not UTF-8', `${GRANT}&x=%ff`, GOOD, 400, 'invalid_request'],
  ['credentials twice', `${GRANT}&client_id=reader&client_secret=x`, GOOD, 400, 'invalid_request'],
  ['another id in the form', `${GRANT}&client_id=both`, GOOD, 400, 'invalid_request'],
  ['JSON', GRANT, { ...GOOD, 'Content-Type': 'application/json' }, 400, 'invalid_request'],
  ['no content type', GRANT, { ...GOOD, 'Content-Type': '' }, 400, 'invalid_request'],
  ['a compressed body', GRANT, { ...GOOD, 'Content-Encoding': 'gzip' }, 400, 'invalid_request'],
  ['a body that is too long', `${GRANT}&x=${'x'.repeat(9_000)}`, GOOD, 413, 'invalid_request'],
  ['no credentials', GRANT, {}, 401, 'invalid_client'],
  ['no secret', `${GRANT}&client_id=reader`, {}, 401, 'invalid_client'],
  ['an empty secret', GRANT, { Authorization: basic('reader', '') }, 401, 'invalid_client'],
  ['a wrong secret', GRANT, { Authorization: basic('reader', 'wrong') }, 401, 'invalid_client'],
  ["another client's secret", GRANT, { Authorization: basic('reader', BOTH.secret) }, 401, 'invalid_client'],
  ['an unknown client', GRANT, { Authorization: basic('nobody', READER.secret) }, 401, 'invalid_client'],
  [
    'a client named like a prototype property',
    GRANT,
    { Authorization: basic('__proto__', 'x') },
    401,
    'invalid_client',
  ],
  ['the hash as a secret', `${GRANT}&client_id=reader&client_secret=scrypt:ln=14`, {}, 401, 'invalid_client'],
  ['a NUL', `${GRANT}&client_id=reader%00&client_secret=${READER.secret}`, {}, 401, 'invalid_client'],
  ['a very long id', GRANT, { Authorization: basic('r'.repeat(5_000), 'x') }, 401, 'invalid_client'],
  ['a very long secret', `${GRANT}&client_id=reader&client_secret=${'s'.repeat(2_000)}`, {}, 401, 'invalid_client'],
  ['a control character in Basic', GRANT, { Authorization: basic('reader\0', 'x') }, 401, 'invalid_client'],
  ['Basic without a colon', GRANT, { Authorization: 'Basic cmVhZGVy' }, 401, 'invalid_client'],
  ['Basic that is not base64', GRANT, { Authorization: 'Basic ***' }, 401, 'invalid_client'],
  ['Basic with stray bits', GRANT, { Authorization: 'Basic YTpiYx==' }, 401, 'invalid_client'],
  ['a bearer token', GRANT, { Authorization: 'Bearer x.y.z' }, 401, 'invalid_client'],
];
