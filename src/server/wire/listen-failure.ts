/** What a server does before it listens; the system's messages for them repeat the address. */
const CALLS = new Set(['listen', 'bind', 'getaddrinfo']);

/** Describes why the service cannot listen, without the values of `HOST` and `PORT`. @returns undefined for another error */
export function listenFailure(error: unknown): string | undefined {
  const { syscall = '', code = '' } = (error ?? {}) as NodeJS.ErrnoException;
  return CALLS.has(syscall) ? `HOST or PORT: the service cannot listen there (${code})` : undefined;
}
