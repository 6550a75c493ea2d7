import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as ts from 'typescript';

const ROOT = join(__dirname, '..');

/** The files that docs/adding-an-action.md shows whole: a code block whose first line is the file's path. */
function filesOfGuide(): Map<string, string> {
  const page = readFileSync(join(ROOT, 'docs', 'adding-an-action.md'), 'utf8');
  const blocks = [...page.matchAll(/^```ts\n\/\/ (src\/\S+)\n([\s\S]*?)^```$/gm)];
  return new Map(blocks.map(([, path = '', code = '']) => [join(ROOT, path), code]));
}

/** Compiles files that do not exist on disk as part of this project. @returns the errors of these files */
function errorsOf(files: ReadonlyMap<string, string>): string[] {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => readFileSync(path, 'utf8'));
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, ROOT);
  const disk = ts.createCompilerHost({ ...options, noEmit: true });
  const folders = new Set([...files.keys()].map((path) => dirname(path)));
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (path) => files.has(path) || disk.fileExists(path),
    readFile: (path) => files.get(path) ?? disk.readFile(path),
    directoryExists: (path) => folders.has(path) || ts.sys.directoryExists(path),
    getSourceFile: (path, version, ...rest) => {
      const text = files.get(path);
      return text === undefined ? disk.getSourceFile(path, version, ...rest) : ts.createSourceFile(path, text, version);
    },
  };
  const program = ts.createProgram([...files.keys()], { ...options, noEmit: true }, host);
  return [...files.keys()].flatMap((path) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(path))
      .map(({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`),
  );
}

describe('docs/adding-an-action.md', () => {
  const files = filesOfGuide();

  it('shows config, client, action and spec', () => {
    expect([...files.keys()].map((path) => path.slice(ROOT.length + 1))).toEqual([
      'src/upstreams/shops/shops.config.ts',
      'src/upstreams/shops/shops.client.ts',
      'src/actions/opening-hours.action.ts',
      'src/actions/opening-hours.action.spec.ts',
    ]);
  });

  it('shows code that compiles', () => {
    expect(errorsOf(files)).toEqual([]);
  });
});
