import { accessSync, constants } from 'node:fs';
import { IsDefined, ValidateIf } from 'class-validator';
import { Env, list } from '../../config/variables/env.decorator.js';

/** Files for TLS and for client certificates. */
export class TlsConfig {
  /** The service's certificate and its intermediate certificates, in PEM. Unset: plain HTTP. */
  @Env('TLS_CERT_FILE', readableFile)
  @ValidateIf(({ certFile, keyFile, clientCaFile }: TlsConfig) => (certFile ?? keyFile ?? clientCaFile) !== undefined)
  @IsDefined({ message: 'certFile is required for TLS' })
  readonly certFile?: string;

  /** The private key of the service's certificate, in PEM. */
  @Env('TLS_KEY_FILE', readableFile)
  @ValidateIf(({ certFile, keyFile }: TlsConfig) => (certFile ?? keyFile) !== undefined)
  @IsDefined({ message: 'keyFile is required for TLS' })
  readonly keyFile?: string;

  /** Authorities of client certificates, in PEM. Unset: callers need no certificate. */
  @Env('TLS_CLIENT_CA_FILE', readableFile)
  @ValidateIf(({ clientCaFile, clientNames }: TlsConfig) => (clientCaFile ?? clientNames) !== undefined)
  @IsDefined({ message: 'clientCaFile is required with TLS_CLIENT_NAMES' })
  readonly clientCaFile?: string;

  /** Accepted common names of client certificates. Unset: any name. */
  @Env('TLS_CLIENT_NAMES', list)
  readonly clientNames?: readonly string[];
}

function readableFile(path: string): string {
  try {
    accessSync(path, constants.R_OK);
  } catch {
    throw new Error('must be a file that can be read');
  }
  return path;
}
