/** What the commands on files read from and write to. */
export interface FileWorld {
  readonly stdin: AsyncIterable<Buffer | string>;
  readonly print: (line: string) => void;
  readonly complain: (line: string) => void;
}

/** The whole standard input as a text. */
export async function readAll(stdin: FileWorld['stdin']): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
