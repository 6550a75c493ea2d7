/** Step of a run in which an error happened, named as on the platform. */
export type EngineStep =
  | 'Read definition'
  | 'Check input against its contract'
  | 'Resolve request URL'
  | 'Resolve request headers'
  | 'Resolve request body'
  | 'Execute request'
  | 'Read response'
  | 'Apply translation map'
  | 'Apply success template'
  | 'Check output against its contract';

/** An error in a definition, a template, a path or a value. The message names the problem and its solution. */
export class EngineError extends Error {
  override readonly name: string = 'EngineError';
}

/** A limit on time, depth or size that a template, a path or a document exceeds. */
export class LimitExceeded extends EngineError {
  override readonly name = 'LimitExceeded';
}
