/** Codes with which Redis refuses before it changes anything. Other errors may come from the middle of a script. */
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

/** Codes that say that this server, or this session with it, is the wrong one: only a new connection can help. */
const WRONG_CONNECTION = new Set(['LOADING', 'MASTERDOWN', 'NOAUTH', 'READONLY']);

/** Codes that say that the slots of a cluster are elsewhere. Outside of a cluster topology they too need a new connection. */
const WRONG_NODE = new Set(['CLUSTERDOWN', 'MOVED']);

/** Redis up to 6.2 wraps the error of a command inside a script: "ERR Error running script (call to f_…): @user_script:10: … -OOM command not allowed". */
const WRAPPED = /^ERR Error running script .*?: -([A-Z]{2,})\b/;

/** An ACL that forbids a command which a script calls has no code of its own. */
const FORBIDDEN_IN_SCRIPT = /The user executing the script can't (run|access)/;

/** Recognises the client's `ErrorReply` by name: the client is loaded only where Redis is configured. */
export const isErrorReply = (error: unknown): error is Error =>
  error instanceof Error && error.constructor.name === 'ErrorReply';

/** Returns the code of an error reply in either form, for example `OOM`; `ERR` where Redis gives none. */
export function codeOf({ message }: Error): string {
  const wrapped = WRAPPED.exec(message)?.[1];
  if (wrapped !== undefined) return wrapped;
  if (FORBIDDEN_IN_SCRIPT.test(message)) return 'NOPERM';
  return /^([A-Z]{2,})\b/.exec(message)?.[1] ?? 'ERR';
}

export const wasRefusedBeforeExecution = (code: string): boolean => REFUSED_BEFORE_EXECUTION.has(code);

export const needsNewConnection = (code: string): boolean => WRONG_CONNECTION.has(code);

export const needsNewSlotMap = (code: string): boolean => WRONG_NODE.has(code);

/** Where a cluster sends a command instead. */
export interface Redirect {
  /** `ASK` is valid for this command only; `MOVED` for the slot from now on. */
  readonly kind: 'MOVED' | 'ASK';
  readonly slot: number;
  /** An empty host stands for the host of the node that sent the redirect. */
  readonly host: string;
  readonly port: number;
}

/** `MOVED 3999 127.0.0.1:6381`; the last colon ends the host, which may be IPv6. */
export function redirectOf(error: Error): Redirect | undefined {
  const [, kind, slot, host = '', port] = /(?:^|: -)(MOVED|ASK) (\d+) (\S*):(\d+)/.exec(error.message) ?? [];
  if (kind !== 'MOVED' && kind !== 'ASK') return undefined;
  return { kind, slot: Number(slot), host, port: Number(port) };
}
