import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** Files whose contents are used together, such as a certificate and its key. */
export class WatchedFiles {
  private contents: readonly string[];
  private running: Promise<unknown> = Promise.resolve();

  /**
   * Reads the files and uses their contents.
   *
   * @param name subject of log lines, usually the variables that name the files
   * @param use called with the contents in the order of `paths`, now and after each change; throws if they are unusable
   * @throws Error whose message is appended to the name of the variable and does not repeat the contents
   */
  constructor(
    readonly name: string,
    private readonly paths: readonly string[],
    private readonly use: (contents: readonly string[]) => void,
  ) {
    this.contents = paths.map((path) => {
      try {
        return readFileSync(path, 'utf8');
      } catch (error) {
        throw unreadable(error);
      }
    });
    use(this.contents);
  }

  /**
   * Reads the files again. The previous contents stay in use if the new ones are unusable, for example while a certificate
   * is already replaced but its key is not. Concurrent reloads run one after another, because the first one may have read
   * the files before a change.
   *
   * @returns whether new contents are in use
   * @throws Error as the constructor does
   */
  reload(): Promise<boolean> {
    const reload = this.running.then(() => this.load());
    this.running = reload.catch(() => undefined);
    return reload;
  }

  private async load(): Promise<boolean> {
    const found = await Promise.all(
      this.paths.map((path) =>
        readFile(path, 'utf8').catch((error: unknown) => {
          throw unreadable(error);
        }),
      ),
    );
    if (found.every((text, index) => text === this.contents[index])) return false;
    this.use(found);
    this.contents = found;
    return true;
  }
}

const unreadable = (cause: unknown): Error =>
  new Error(`names a file that cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'unknown error'})`, {
    cause,
  });
