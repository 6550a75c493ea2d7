import { Environment } from '../../../config/variables/environment.js';

export interface FileWorld {
  readonly stdin: AsyncIterable<Buffer | string>;
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
  /** Default: none */
  readonly environment?: Environment;
}
