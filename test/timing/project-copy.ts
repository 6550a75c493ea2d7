import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import * as ts from 'typescript';
import { temporaryFolder } from '../support/clean-up.js';

const ROOT = join(__dirname, '..', '..');
const SOURCES = ['src', 'docs', 'contracts', 'scripts', 'jest', 'sandbox', 'test'];
const SETTINGS = [
  ...['package.json', 'package-lock.json', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json'],
  ...['jest.config.cjs', '.prettierrc.json', 'README.md'],
];
/**
 * A copy of the project in a temporary folder, in which commands can change files. It shares the installed packages, and is
 * removed after the suite.
 */
export class ProjectCopy {
  readonly root = temporaryFolder('project');
  private readonly original: ReadonlyMap<string, string>;

  constructor() {
    for (const path of [...SOURCES, ...SETTINGS]) cpSync(join(ROOT, path), join(this.root, path), { recursive: true });
    this.original = this.files();
    mkdirSync(join(this.root, 'node_modules'));
    // Links each package separately: the folder also contains caches of compiled files, which belong to one project.
    for (const name of readdirSync(join(ROOT, 'node_modules')))
      if (name !== '.cache') symlinkSync(join(ROOT, 'node_modules', name), join(this.root, 'node_modules', name));
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  write(path: string, text: string): void {
    writeFileSync(join(this.root, path), text);
  }

  /** Returns the sources that are new or different since the copy, with the number of new and changed lines. */
  changes(): { readonly path: string; readonly lines: number }[] {
    const changed = [...this.files()].filter(([path, text]) => this.original.get(path) !== text);
    return changed.map(([path, text]) => {
      const before = new Set(this.original.get(path)?.split('\n'));
      return {
        path,
        lines: text
          .split('\n')
          .slice(0, -1)
          .filter((line) => !before.has(line)).length,
      };
    });
  }

  private files(): Map<string, string> {
    const paths = SOURCES.flatMap((folder) =>
      readdirSync(join(this.root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => relative(this.root, join(parentPath, name))),
    );
    return new Map([...paths, ...SETTINGS].sort().map((path) => [path, this.read(path)]));
  }

  /** Runs a command line. @returns its exit code and its output */
  run(command: string): { readonly code: number | null; readonly output: string } {
    const { status, stdout, stderr } = spawnSync(command, { cwd: this.root, shell: true, encoding: 'utf8' });
    return { code: status, output: stdout + stderr };
  }

  /** Checks the types of some files. @returns the errors */
  typeErrors(paths: readonly string[]): string[] {
    const settings = ts.readConfigFile(join(this.root, 'tsconfig.json'), (path) => readFileSync(path, 'utf8'));
    const config = { ...(settings.config as object), include: [], files: [] };
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, this.root);
    const files = paths.map((path) => join(this.root, path));
    const program = ts.createProgram(files, { ...options, noEmit: true });
    return files.flatMap((file) =>
      ts
        .getPreEmitDiagnostics(program, program.getSourceFile(file))
        .map(({ messageText }) => `${file}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`),
    );
  }
}
