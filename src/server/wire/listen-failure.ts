/** System calls of a server before it listens. */
const CALLS = new Set(['listen', 'bind', 'getaddrinfo']);

/** Describes in one line why the service cannot listen. @returns undefined for another error */
export function listenFailure(error: unknown): string | undefined {
  const { syscall = '', code = '', address, port } = (error ?? {}) as NodeJS.ErrnoException & Partial<Address>;
  if (!CALLS.has(syscall)) return undefined;
  const where = address === undefined ? '' : ` on ${address.includes(':') ? `[${address}]` : address}:${port ?? ''}`;
  const advice = ADVICE[code];
  return `HOST, PORT: the service cannot listen${where}${advice === undefined ? '' : `: ${advice}`} (${code})`;
}

interface Address {
  readonly address: string;
  readonly port: number;
}

const ADVICE: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another process uses this port',
  EACCES: 'the user of this process may not use this port',
  EADDRNOTAVAIL: 'this machine does not have the address',
  ENOTFOUND: 'HOST cannot be resolved',
  EAI_AGAIN: 'HOST cannot be resolved at the moment',
};
