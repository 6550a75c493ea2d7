import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { Server, ServerOptions } from 'node:https';
import { createSecureContext, SecureContextOptions } from 'node:tls';
import { Logger } from '@nestjs/common';
import { InvalidConfiguration } from '../../config/read-configs.js';
import { seconds } from '../../durations.js';
import { TlsConfig } from './tls.config.js';

/** Polls and compares contents, because mounted secrets change by symbolic links, which no watcher sees on every platform. */
const CHECK_EVERY_MS = seconds(2);

/** Upper limit of a handshake. */
const HANDSHAKE_TIMEOUT_MS = seconds(10);

type Contents = readonly [cert: string, key: string, clientCa?: string];

/** The TLS certificate, key and client authority, which are reloaded when their files change. */
export class TlsFiles {
  private readonly logger = new Logger(TlsFiles.name);
  private readonly paths: readonly string[];
  private lastRead: Contents;
  /** The problem that was logged last; '' if the files are valid. */
  private loggedProblem = '';

  private constructor(private readonly config: TlsConfig & { certFile: string; keyFile: string }) {
    const { certFile, keyFile, clientCaFile } = config;
    this.paths = clientCaFile === undefined ? [certFile, keyFile] : [certFile, keyFile, clientCaFile];
    this.lastRead = contents(this.paths.map((path) => readFileSync(path, 'utf8')));
    secureContextOptions(this.lastRead);
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
        'TLS_CERT_FILE, TLS_KEY_FILE and TLS_CLIENT_CA_FILE must hold a certificate, its key and an authority',
      ]);
    }
  }

  get options(): ServerOptions {
    return {
      ...secureContextOptions(this.lastRead),
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      // The guard rejects a missing certificate with a response, because probes need none.
      requestCert: this.config.clientCaFile !== undefined,
      rejectUnauthorized: false,
    };
  }

  /** Reloads changed files for new connections until the server closes. Open connections are not affected. */
  watch(server: Server): void {
    const timer = setInterval(() => void this.reload(server), CHECK_EVERY_MS).unref();
    server.once('close', () => clearInterval(timer));
  }

  /** Uses changed files if they are valid, else keeps the former ones: a replaced certificate and key do not arrive at once. */
  async reload(server: Pick<Server, 'setSecureContext'>): Promise<void> {
    try {
      const found = contents(await Promise.all(this.paths.map((path) => readFile(path, 'utf8'))));
      if (found.every((text, at) => text === this.lastRead[at])) return;
      this.lastRead = found;
      server.setSecureContext(secureContextOptions(found));
      this.logger.log(`Loaded a new TLS certificate, valid until ${new X509Certificate(found[0]).validTo}`);
      this.loggedProblem = '';
    } catch (error) {
      this.logProblem(String(error));
    }
  }

  /** Logs each problem once, however long it lasts. */
  private logProblem(problem: string): void {
    if (problem === this.loggedProblem) return;
    this.loggedProblem = problem;
    this.logger.error(`Cannot load the changed TLS files; the former certificate stays in use: ${problem}`);
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
