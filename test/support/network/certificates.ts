import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../clean-up.js';

/** A certificate and its key: paths and PEM texts. */
export interface Certificate {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
}

/** Issues certificates with openssl in a temporary folder. They are valid for two days. */
export class Certificates {
  readonly folder = temporaryFolder('certificates');
  private count = 0;

  authority(name: string): Certificate {
    return this.make(name, ['-addext', 'basicConstraints=critical,CA:TRUE']);
  }

  /** Issues a certificate for localhost under any common name. */
  issuedBy({ certFile, keyFile }: Certificate, name: string): Certificate {
    return this.make(name, [
      '-CA',
      certFile,
      '-CAkey',
      keyFile,
      '-addext',
      'subjectAltName=DNS:localhost,IP:127.0.0.1',
    ]);
  }

  /** Writes a text to a new file. @returns its path */
  write(text: string): string {
    const path = join(this.folder, `text-${(this.count += 1)}`);
    writeFileSync(path, text);
    return path;
  }

  private make(name: string, options: readonly string[]): Certificate {
    const path = join(this.folder, String((this.count += 1)));
    const [certFile, keyFile] = [`${path}.pem`, `${path}.key`];
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile];
    const args = ['req', '-x509', ...key, '-out', certFile, '-days', '2', '-subj', `/CN=${name}`, ...options];
    execFileSync('openssl', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    return { certFile, keyFile, cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
  }
}
