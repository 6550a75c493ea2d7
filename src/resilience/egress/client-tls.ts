import * as tls from 'node:tls';
import { checkCertificates, TlsFilePaths } from '../../config/values/pem-files.js';
import { WatchedFiles } from '../../config/files/watched-files.js';

interface ClientTlsOptions {
  /** Name of the upstream, for log lines. */
  readonly name: string;
  readonly paths: TlsFilePaths;
  /** Whether Node's own certificate authorities are trusted in addition to those of the file. */
  readonly trustsPublicAuthorities?: boolean;
}

/** Certificate authorities and client certificate for the connections to one upstream. They are reloaded when the files change. */
export class ClientTls {
  /** Files to watch for changes; undefined if none are configured. */
  readonly files: WatchedFiles | undefined;
  private current: tls.SecureContext | undefined;
  private readonly listeners = new Set<() => void>();

  /** @throws Error if the files are unusable */
  constructor({ name, paths, trustsPublicAuthorities = false }: ClientTlsOptions) {
    const { tlsCaFile, tlsCertFile, tlsKeyFile } = paths;
    const configured = Object.entries({ ca: tlsCaFile, cert: tlsCertFile, key: tlsKeyFile }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    if (configured.length === 0) return;
    const [kinds, files] = [configured.map(([kind]) => kind), configured.map(([, path]) => path)];
    this.files = new WatchedFiles(`TLS files of ${name}`, files, (contents) => {
      const { ca, ...identity } = Object.fromEntries(kinds.map((kind, index) => [kind, contents[index]]));
      if (ca !== undefined) checkCertificates(ca);
      const authorities = trustsPublicAuthorities && ca !== undefined ? [...publicAuthorities(), ca] : ca;
      this.current = tls.createSecureContext({ ...identity, ...(authorities !== undefined && { ca: authorities }) });
      for (const notify of this.listeners) notify();
    });
  }

  /** Secure context for new connections; undefined for Node's defaults. */
  get context(): tls.SecureContext | undefined {
    return this.current;
  }

  /** Calls `notify` after each change. Open connections keep the old certificate. */
  onChange(notify: () => void): void {
    this.listeners.add(notify);
  }
}

/** Returns Node's default authorities. From Node 22.15 on they include those of `NODE_EXTRA_CA_CERTS`. */
function publicAuthorities(): readonly string[] {
  const { getCACertificates } = tls as { getCACertificates?: () => string[] };
  return getCACertificates?.() ?? tls.rootCertificates;
}
