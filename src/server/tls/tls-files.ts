import { X509Certificate } from 'node:crypto';
import { Server, ServerOptions } from 'node:https';
import { createSecureContext, SecureContextOptions } from 'node:tls';
import { Logger } from '@nestjs/common';
import { InvalidConfiguration } from '../../config/variables/read-configs.js';
import { WatchedFiles } from '../../config/files/watched-files.js';
import { seconds } from '../../time/durations.js';
import { TlsConfig } from './tls.config.js';

/** Upper limit of a handshake. */
const HANDSHAKE_TIMEOUT_MS = seconds(10);

type Contents = readonly [cert: string, key: string, clientCa?: string];

/** The TLS certificate, key and client authority. They are reloaded when the files change. */
export class TlsFiles {
  private readonly logger = new Logger(TlsFiles.name);
  /** Files to watch for changes. */
  readonly files: WatchedFiles;
  private current: SecureContextOptions = {};
  private server: Pick<Server, 'setSecureContext'> | undefined;

  private constructor(private readonly config: TlsConfig & { certFile: string; keyFile: string }) {
    const { certFile, keyFile, clientCaFile } = config;
    const paths = clientCaFile === undefined ? [certFile, keyFile] : [certFile, keyFile, clientCaFile];
    this.files = new WatchedFiles('TLS_CERT_FILE, TLS_KEY_FILE, TLS_CLIENT_CA_FILE:', paths, (texts) =>
      this.use(contents(texts)),
    );
  }

  /**
   * Returns undefined if TLS is not configured.
   *
   * @throws InvalidConfiguration if the files do not contain a certificate and its key
   */
  static from(config: TlsConfig): TlsFiles | undefined {
    const { certFile, keyFile } = config;
    if (certFile === undefined || keyFile === undefined) return undefined;
    try {
      return new TlsFiles({ ...config, certFile, keyFile });
    } catch {
      throw new InvalidConfiguration([
        'TLS_CERT_FILE, TLS_KEY_FILE and TLS_CLIENT_CA_FILE must contain a certificate, its key and an authority',
      ]);
    }
  }

  get options(): ServerOptions {
    return {
      ...this.current,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      // The guard rejects a missing certificate with a response, because probes need none.
      requestCert: this.config.clientCaFile !== undefined,
      rejectUnauthorized: false,
    };
  }

  /** Uses changed files for new connections of a server. Open connections are not affected. */
  serve(server: Pick<Server, 'setSecureContext'>): void {
    this.server = server;
  }

  private use(found: Contents): void {
    this.current = secureContextOptions(found);
    if (!this.server) return;
    this.server.setSecureContext(this.current);
    this.logger.log(`Loaded a new TLS certificate, valid until ${new X509Certificate(found[0]).validTo}`);
  }
}

const contents = ([cert = '', key = '', clientCa]: readonly string[]): Contents =>
  clientCa === undefined ? [cert, key] : [cert, key, clientCa];

/**
 * Returns the options of a secure context.
 *
 * @throws Error if certificate, key and authority do not form a valid context
 */
function secureContextOptions([cert, key, clientCa]: Contents): SecureContextOptions {
  const options: SecureContextOptions = {
    cert,
    key,
    minVersion: 'TLSv1.2',
    ...(clientCa !== undefined && { ca: clientCa }),
  };
  if (clientCa !== undefined) new X509Certificate(clientCa);
  createSecureContext(options);
  return options;
}
