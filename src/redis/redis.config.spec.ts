import { Certificates } from '../../test/support/network/certificates.js';
import { problemsOf } from '../../test/support/configuration-problems.js';
import './redis.config.js';

const certificates = new Certificates();
const authority = certificates.authority('Authority of Redis');
const client = certificates.issuedBy(authority, 'service');
const FILES = {
  REDIS_TLS_CA_FILE: authority.certFile,
  REDIS_TLS_CERT_FILE: client.certFile,
  REDIS_TLS_KEY_FILE: client.keyFile,
};

describe('The TLS files of Redis', () => {
  it('can be an authority, a certificate and its key', () => expect(problemsOf(FILES)).toEqual([]));

  it.each([
    ['REDIS_TLS_CA_FILE names a file that cannot be read (ENOENT)', { REDIS_TLS_CA_FILE: '/nowhere' }],
    ['REDIS_TLS_CA_FILE must contain certificates in PEM', { REDIS_TLS_CA_FILE: client.keyFile }],
    ['REDIS_TLS_CERT_FILE is required with REDIS_TLS_KEY_FILE', { REDIS_TLS_CERT_FILE: undefined }],
    ['REDIS_TLS_KEY_FILE is required with REDIS_TLS_CERT_FILE', { REDIS_TLS_KEY_FILE: undefined }],
    ['REDIS_TLS_KEY_FILE must contain an unencrypted private key in PEM', { REDIS_TLS_KEY_FILE: client.certFile }],
    [
      'REDIS_TLS_KEY_FILE is not the key of the certificate in REDIS_TLS_CERT_FILE',
      { REDIS_TLS_KEY_FILE: authority.keyFile },
    ],
  ])('prevent the start: %s', (problem, files) => {
    expect(problemsOf({ ...FILES, ...files })).toEqual([problem]);
  });
});
