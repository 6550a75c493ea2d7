import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isDefined, IsDefined, ValidateBy, ValidateIf, ValidationArguments } from 'class-validator';
import { Env } from '../variables/env.decorator.js';

/** Files for the TLS connections to one system. */
export interface TlsFilePaths {
  readonly tlsCaFile?: string;
  readonly tlsCertFile?: string;
  readonly tlsKeyFile?: string;
}

/**
 * Binds the properties of `TlsFilePaths` to `PREFIX_TLS_CA_FILE`, `PREFIX_TLS_CERT_FILE` and `PREFIX_TLS_KEY_FILE`. The
 * service does not start if a file is unusable.
 */
export function EnvTlsFiles(prefix: string): ClassDecorator {
  return (Class) => {
    const prototype = Class.prototype as object;
    const bind = (property: keyof TlsFilePaths, decorators: PropertyDecorator[]): void => {
      for (const decorate of decorators) decorate(prototype, property);
    };
    const isUsed = ({ tlsCertFile, tlsKeyFile }: TlsFilePaths): boolean => isDefined(tlsCertFile ?? tlsKeyFile);
    bind('tlsCaFile', [Env(`${prefix}_TLS_CA_FILE`, certificateFile)]);
    bind('tlsCertFile', [
      Env(`${prefix}_TLS_CERT_FILE`, certificateFile),
      ValidateIf(isUsed),
      IsDefined({ message: `tlsCertFile is required with ${prefix}_TLS_KEY_FILE` }),
    ]);
    bind('tlsKeyFile', [
      Env(`${prefix}_TLS_KEY_FILE`, keyFile),
      ValidateIf(isUsed),
      IsDefined({ message: `tlsKeyFile is required with ${prefix}_TLS_CERT_FILE` }),
      ValidateBy(
        { name: 'isKeyOfCertificate', validator: { validate: isKeyOfCertificate } },
        { message: `tlsKeyFile is not the key of the certificate in ${prefix}_TLS_CERT_FILE` },
      ),
    ]);
  };
}

/** Validates certificates in PEM. @throws Error if one is invalid or the text contains none */
export function checkCertificates(pem: string): void {
  for (const [block] of pem.matchAll(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g))
    new X509Certificate(block);
  new X509Certificate(pem);
}

const certificateFile = (path: string): string => {
  check(path, checkCertificates, 'must contain certificates in PEM');
  return path;
};

const keyFile = (path: string): string => {
  check(path, createPrivateKey, 'must contain an unencrypted private key in PEM');
  return path;
};

/** @throws Error whose message is appended to the name of the variable and does not repeat the content */
function check(path: string, parse: (pem: string) => unknown, rule: string): void {
  let pem: string;
  try {
    pem = readFileSync(path, 'utf8');
  } catch (error) {
    const { code = 'unknown error' } = error as NodeJS.ErrnoException;
    throw new Error(`names a file that cannot be read (${code})`, { cause: error });
  }
  try {
    parse(pem);
  } catch {
    throw new Error(rule);
  }
}

function isKeyOfCertificate(path: unknown, { object }: ValidationArguments): boolean {
  const { tlsCertFile } = object as TlsFilePaths;
  if (typeof path !== 'string' || tlsCertFile === undefined) return true;
  const certificate = new X509Certificate(readFileSync(tlsCertFile));
  return certificate.checkPrivateKey(createPrivateKey(readFileSync(path)));
}
