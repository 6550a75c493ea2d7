import { Environment } from '../../../config/variables/environment.js';

/** Input, output and environment of a command. */
export interface CliIo {
  readonly stdin: AsyncIterable<Buffer | string>;
  /** Writes a line to the standard output. */
  readonly print: (line: string) => void;
  /** Writes a line to the standard error. */
  readonly printError: (line: string) => void;
  /** Default: none */
  readonly environment?: Environment;
}
