import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Server, ServerOptions } from 'node:https';
import { createSecureContext, SecureContextOptions } from 'node:tls';
import { Logger } from '@nestjs/common';
import { InvalidConfiguration } from '../../config/read-configs.js';
import { seconds } from '../../durations.js';
import { TlsConfig } from './tls.config.js';

/** Contents are compared and not times: whoever mounts secrets swaps links, and no watcher sees that everywhere. */
const LOOK_EVERY_MS = seconds(2);

/** What a handshake may take. */
const HANDSHAKE_TIMEOUT_MS = seconds(10);

type Contents = readonly [cert: string, key: string, clientCa?: string];

/** The files that TLS is made of, and what comes of it when they change. */
export class TlsFiles {
  private readonly logger = new Logger(TlsFiles.name);
  private readonly paths: readonly string[];
  private seen: Contents;
  /** What was last said to be wrong; '' while nothing is. */
  private trouble = '';

  private constructor(private readonly config: TlsConfig & { certFile: string; keyFile: string }) {
    const { certFile, keyFile, clientCaFile } = config;
    this.paths = clientCaFile === undefined ? [certFile, keyFile] : [certFile, keyFile, clientCaFile];
    this.seen = contents(this.paths.map((path) => readFileSync(path, 'utf8')));
    checked(this.seen);
  }

  /** Undefined where no TLS is wanted. @throws InvalidConfiguration where the files do not make a certificate */
  static from(config: TlsConfig): TlsFiles | undefined {
    const { certFile, keyFile } = config;
    if (certFile === undefined || keyFile === undefined) return undefined;
    try {
      return new TlsFiles({ ...config, certFile, keyFile });
    } catch {
      throw new InvalidConfiguration([
        'TLS_CERT_FILE, TLS_KEY_FILE and TLS_CLIENT_CA_FILE must hold a certificate, its key and an authority',
      ]);
    }
  }

  get options(): ServerOptions {
    return {
      ...checked(this.seen),
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      // Who has no certificate is told so in an answer, by the guard, and probes need none.
      requestCert: this.config.clientCaFile !== undefined,
      rejectUnauthorized: false,
    };
  }

  /** Has new connections use the files as they are by then, until the server closes; those that are open stay as they are. */
  keepFresh(server: Server): void {
    const timer = setInterval(() => void this.look(server), LOOK_EVERY_MS).unref();
    server.once('close', () => clearInterval(timer));
  }

  /** Takes what has changed if it is whole, and otherwise keeps what there is: half of a new pair is no reason to go down. */
  async look(server: Pick<Server, 'setSecureContext'>): Promise<void> {
    try {
      const found = contents(await Promise.all(this.paths.map((path) => readFile(path, 'utf8'))));
      if (found.every((text, at) => text === this.seen[at])) return;
      this.seen = found;
      server.setSecureContext(checked(found));
      this.logger.log(`The TLS certificate is a new one, valid until ${new X509Certificate(found[0]).validTo}`);
      this.trouble = '';
    } catch (error) {
      this.tell(String(error));
    }
  }

  /** Once for each trouble, however long it lasts. */
  private tell(trouble: string): void {
    if (trouble === this.trouble) return;
    this.trouble = trouble;
    this.logger.error(`The TLS files cannot be used as they are, and the former certificate is kept: ${trouble}`);
  }
}

const contents = ([cert = '', key = '', clientCa]: readonly string[]): Contents =>
  clientCa === undefined ? [cert, key] : [cert, key, clientCa];

/** What a secure context is made of. @throws Error where it would not be one */
function checked([cert, key, clientCa]: Contents): SecureContextOptions {
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
