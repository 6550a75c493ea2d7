/** Codes with which Redis rejects a command before any change. Other errors can occur in the middle of a script. */
const REFUSED_BEFORE_EXECUTION = new Set([
  'ASK',
  'BUSY',
  'CLUSTERDOWN',
  'LOADING',
  'MASTERDOWN',
  'MISCONF',
  'MOVED',
  'NOAUTH',
  'NOREPLICAS',
  'NOSCRIPT',
  'OOM',
  'READONLY',
  'TRYAGAIN',
]);

/** Codes for a wrong server or a wrong session. The connection must be replaced. */
const WRONG_CONNECTION = new Set(['LOADING', 'MASTERDOWN', 'NOAUTH', 'READONLY']);

/** Codes for slots that have moved. With `redis-cluster://`, the slot map is read again. Otherwise the connection is replaced. */
const WRONG_NODE = new Set(['CLUSTERDOWN', 'MOVED']);

/** Redis up to 6.2 wraps the error of a command inside a script: "ERR Error running script (call to f_…): @user_script:10: … -OOM command not allowed". */
const WRAPPED = /^ERR Error running script .*?: -([A-Z]{2,})\b/;

/** Redis sends no code if an ACL forbids a command inside a script. */
const FORBIDDEN_IN_SCRIPT = /The user executing the script can't (run|access)/;

/** Recognises the client's `ErrorReply` by name, because the client is loaded only if Redis is configured. */
export const isErrorReply = (error: unknown): error is Error =>
  error instanceof Error && error.constructor.name === 'ErrorReply';

/** Returns the code of an error reply in either form, for example `OOM`; `ERR` if the reply has none. */
export function codeOf({ message }: Error): string {
  const wrapped = WRAPPED.exec(message)?.[1];
  if (wrapped !== undefined) return wrapped;
  if (FORBIDDEN_IN_SCRIPT.test(message)) return 'NOPERM';
  return /^([A-Z]{2,})\b/.exec(message)?.[1] ?? 'ERR';
}

/** Returns an error's message, or its name: some socket errors have no message. */
export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message || error.name : String(error);

export const wasRefusedBeforeExecution = (code: string): boolean => REFUSED_BEFORE_EXECUTION.has(code);

export const needsNewConnection = (code: string): boolean => WRONG_CONNECTION.has(code);

export const needsNewSlotMap = (code: string): boolean => WRONG_NODE.has(code);

/** The node to which a cluster redirects a command. */
export interface Redirect {
  /** `ASK` redirects one command. `MOVED` redirects all commands for the slot. */
  readonly kind: 'MOVED' | 'ASK';
  readonly slot: number;
  /** An empty host means the host of the node that sent the redirect. */
  readonly host: string;
  readonly port: number;
}

/** Parses `MOVED 3999 127.0.0.1:6381`. The last colon ends the host, which can be IPv6. */
export function redirectOf(error: Error): Redirect | undefined {
  const [, kind, slot, host = '', port] = /(?:^|: -)(MOVED|ASK) (\d+) (\S*):(\d+)/.exec(error.message) ?? [];
  if (kind !== 'MOVED' && kind !== 'ASK') return undefined;
  return { kind, slot: Number(slot), host, port: Number(port) };
}
