import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** Secret that a file holds instead of the environment. Its value follows the file. */
export class SecretFile {
  private text: string;
  private parsed: unknown;

  /** @throws Error whose message completes "VARIABLE_FILE …" and repeats nothing of the content */
  constructor(
    readonly variable: string,
    private readonly path: string,
    private readonly parse: (text: string) => unknown,
  ) {
    this.text = this.checked(() => readFileSync(path, 'utf8'));
    this.parsed = parse(this.text);
  }

  get value(): unknown {
    return this.parsed;
  }

  /**
   * Reads the file again and keeps the former value if the new content is unusable.
   *
   * @returns whether the value has changed
   * @throws Error as the constructor does
   */
  async reload(): Promise<boolean> {
    const content = await readFile(this.path, 'utf8').catch((error: unknown) => error as Error);
    const text = this.checked(() => {
      if (content instanceof Error) throw content;
      return content;
    });
    if (text === this.text) return false;
    this.parsed = this.parse(text);
    this.text = text;
    return true;
  }

  /** Returns the content without surrounding white space, since editors and `echo` end files with a line break. */
  private checked(read: () => string): string {
    let text: string;
    try {
      text = read().trim();
    } catch (error) {
      throw new Error(
        `names a file that cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown error'})`,
        {
          cause: error,
        },
      );
    }
    if (text === '') throw new Error('names an empty file');
    return text;
  }
}
