import { WatchedFiles } from './watched-files.js';

/** Secret in a file instead of an environment variable. The value changes with the file. */
export class SecretFile {
  private parsed: unknown;
  /** The file, for the file watcher. */
  readonly files: WatchedFiles;

  /** @throws Error whose message is appended to "VARIABLE_FILE " and does not repeat the content */
  constructor(variable: string, path: string, parse: (text: string) => unknown) {
    this.files = new WatchedFiles(`${variable}_FILE`, [path], ([content = '']) => {
      // Editors and `echo` end files with a line break.
      const text = content.trim();
      if (text === '') throw new Error('names an empty file');
      this.parsed = parse(text);
    });
  }

  get value(): unknown {
    return this.parsed;
  }
}
