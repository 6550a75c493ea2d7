import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { SecureContextOptions } from 'node:tls';
import { Logger } from '@nestjs/common';
import { Certificate, Certificates } from '../../../test/support/network/certificates.js';
import { readConfigs } from '../../config/variables/read-configs.js';
import { TlsConfig } from './tls.config.js';
import { TlsFiles } from './tls-files.js';

const certificates = new Certificates();
const authority = certificates.authority('Authority');
const clientCa = certificates.authority('Authority of clients');

beforeAll(() => {
  Logger.overrideLogger(false);
});

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
  ])('rejects %j: %s', (environment, problem) => {
    expect(() => configOf(environment as Record<string, string>)).toThrow(problem);
  });

  it('is optional: without it the service uses plain HTTP', () => {
    expect(TlsFiles.from(configOf({}))).toBeUndefined();
  });

  it.each([
    ['a key of another certificate', { TLS_CERT_FILE: certFile, TLS_KEY_FILE: clientCa.keyFile }],
    ['an invalid certificate', { TLS_CERT_FILE: keyFile, TLS_KEY_FILE: keyFile }],
    ['an invalid authority', { ...variablesOf(authority), TLS_CLIENT_CA_FILE: keyFile }],
  ])('rejects %s', (_, environment) => {
    expect(() => TlsFiles.from(configOf(environment))).toThrow('TLS_CERT_FILE, TLS_KEY_FILE and TLS_CLIENT_CA_FILE');
  });
});

describe('the TLS files', () => {
  const served: SecureContextOptions[] = [];
  const server = { setSecureContext: (options: SecureContextOptions) => void served.push(options) };
  let own: Certificate;
  let files: TlsFiles | undefined;

  beforeEach(() => {
    served.length = 0;
    own = certificates.issuedBy(authority, 'first');
    files = TlsFiles.from(configOf(variablesOf(own)));
    files?.serve(server);
  });

  /** @returns whether new files are in use */
  const reload = (tls = files): Promise<boolean | undefined> =>
    tls?.files.reload().catch(() => false) as Promise<boolean>;

  it('are used with TLS 1.2 or newer, without requesting client certificates', () => {
    expect(files?.options).toMatchObject({ cert: own.cert, key: own.key, minVersion: 'TLSv1.2', requestCert: false });
  });

  it('are not reloaded while they are unchanged', async () => {
    await reload();

    expect(served).toEqual([]);
  });

  it('are reloaded once after a change', async () => {
    const next = certificates.issuedBy(authority, 'second');
    copyFileSync(next.certFile, own.certFile);
    copyFileSync(next.keyFile, own.keyFile);
    await reload();
    await reload();

    expect(served).toMatchObject([{ cert: next.cert, key: next.key, minVersion: 'TLSv1.2' }]);
  });

  it('stay in use while the changed files are incomplete, invalid or missing', async () => {
    const next = certificates.issuedBy(authority, 'second');
    copyFileSync(next.certFile, own.certFile);
    await reload();
    writeFileSync(own.keyFile, 'broken');
    await reload();
    rmSync(own.keyFile);
    await reload();

    expect(served).toEqual([]);
    copyFileSync(next.keyFile, own.keyFile);
    await reload();
    expect(served).toMatchObject([{ cert: next.cert, key: next.key }]);
  });

  it('include the authorities of client certificates, which are reloaded too', async () => {
    const withCa = TlsFiles.from(configOf({ ...variablesOf(own), TLS_CLIENT_CA_FILE: clientCa.certFile }));
    expect(withCa?.options).toMatchObject({ ca: clientCa.cert, requestCert: true });
    withCa?.serve(server);
    const next = certificates.authority('Next authority of clients');
    copyFileSync(next.certFile, clientCa.certFile);
    await reload(withCa);

    expect(served).toMatchObject([{ ca: next.cert }]);
  });
});
