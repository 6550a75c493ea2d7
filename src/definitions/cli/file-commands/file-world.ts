import { Environment } from '../../../config/variables/environment.js';

export interface FileWorld {
  readonly stdin: AsyncIterable<Buffer | string>;
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
  /** Default: none */
  readonly environment?: Environment;
}

export async function readAll(stdin: FileWorld['stdin']): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
