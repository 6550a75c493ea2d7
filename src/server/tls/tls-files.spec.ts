import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { SecureContextOptions } from 'node:tls';
import { Logger } from '@nestjs/common';
import { Certificate, Certificates } from '../../../test/certificates.js';
import { readConfigs } from '../../config/read-configs.js';
import { TlsConfig } from './tls.config.js';
import { TlsFiles } from './tls-files.js';

const certificates = new Certificates();
const authority = certificates.authority('Authority');
const clientCa = certificates.authority('Authority of clients');

beforeAll(() => {
  Logger.overrideLogger(false);
});
afterAll(() => certificates.remove());

const configOf = (environment: Record<string, string>) => readConfigs(environment).get(TlsConfig) as TlsConfig;
const variablesOf = ({ certFile, keyFile }: Certificate): Record<string, string> => ({
  TLS_CERT_FILE: certFile,
  TLS_KEY_FILE: keyFile,
});

describe('the configuration of TLS', () => {
  const { certFile, keyFile } = authority;

  it.each([
    [{ TLS_CERT_FILE: certFile }, 'TLS_KEY_FILE is required for TLS'],
    [{ TLS_KEY_FILE: keyFile }, 'TLS_CERT_FILE is required for TLS'],
    [{ TLS_CLIENT_CA_FILE: certFile }, 'TLS_CERT_FILE is required for TLS'],
    [{ ...variablesOf(authority), TLS_CLIENT_NAMES: 'a' }, 'TLS_CLIENT_CA_FILE is required with TLS_CLIENT_NAMES'],
    [{ TLS_CERT_FILE: '/nowhere', TLS_KEY_FILE: keyFile }, 'TLS_CERT_FILE must be a file that can be read'],
  ])('is refused as %j', (environment, problem) => {
    expect(() => configOf(environment as Record<string, string>)).toThrow(problem);
  });

  it('may be left out, and then there is no TLS', () => {
    expect(TlsFiles.from(configOf({}))).toBeUndefined();
  });

  it.each([
    ['a key of another certificate', { TLS_CERT_FILE: certFile, TLS_KEY_FILE: clientCa.keyFile }],
    ['a certificate that is none', { TLS_CERT_FILE: keyFile, TLS_KEY_FILE: keyFile }],
    ['an authority that is none', { ...variablesOf(authority), TLS_CLIENT_CA_FILE: keyFile }],
  ])('is refused with %s', (_, environment) => {
    expect(() => TlsFiles.from(configOf(environment))).toThrow('TLS_CERT_FILE, TLS_KEY_FILE and TLS_CLIENT_CA_FILE');
  });
});

describe('the files of TLS', () => {
  const served: SecureContextOptions[] = [];
  const server = { setSecureContext: (options: SecureContextOptions) => void served.push(options) };
  let own: Certificate;
  let files: TlsFiles | undefined;

  beforeEach(() => {
    served.length = 0;
    own = certificates.issuedBy(authority, 'first');
    files = TlsFiles.from(configOf(variablesOf(own)));
  });

  it('are served as they are, from 1.2 on, and ask callers for nothing', () => {
    expect(files?.options).toMatchObject({ cert: own.cert, key: own.key, minVersion: 'TLSv1.2', requestCert: false });
  });

  it('are left alone while they stay the same', async () => {
    await files?.look(server);

    expect(served).toEqual([]);
  });

  it('are served anew once they have changed', async () => {
    const next = certificates.issuedBy(authority, 'second');
    copyFileSync(next.certFile, own.certFile);
    copyFileSync(next.keyFile, own.keyFile);
    await files?.look(server);
    await files?.look(server);

    expect(served).toMatchObject([{ cert: next.cert, key: next.key, minVersion: 'TLSv1.2' }]);
  });

  it('are served as before while half of them is new, one is broken or one is gone', async () => {
    const next = certificates.issuedBy(authority, 'second');
    copyFileSync(next.certFile, own.certFile);
    await files?.look(server);
    writeFileSync(own.keyFile, 'broken');
    await files?.look(server);
    rmSync(own.keyFile);
    await files?.look(server);

    expect(served).toEqual([]);
    copyFileSync(next.keyFile, own.keyFile);
    await files?.look(server);
    expect(served).toMatchObject([{ cert: next.cert, key: next.key }]);
  });

  it('name the authorities of callers, which may change too', async () => {
    const withCa = TlsFiles.from(configOf({ ...variablesOf(own), TLS_CLIENT_CA_FILE: clientCa.certFile }));
    expect(withCa?.options).toMatchObject({ ca: clientCa.cert, requestCert: true });
    const next = certificates.authority('Next authority of clients');
    copyFileSync(next.certFile, clientCa.certFile);
    await withCa?.look(server);

    expect(served).toMatchObject([{ ca: next.cert }]);
  });
});
