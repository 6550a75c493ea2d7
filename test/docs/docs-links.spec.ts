import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const pages = [
  ...readdirSync(ROOT),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true }).map((path) => join('docs', String(path))),
].filter((path) => path.endsWith('.md'));

/** Returns the page without its fenced code. */
const proseOf = (page: string): string => read(page).replace(/^( *)```[\s\S]*?^\1```$/gm, '');

/** Returns the targets of a page's relative links as paths from the root, each with its anchor. */
const linksOf = (page: string): { path: string; anchor: string | undefined }[] =>
  [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [file = '', anchor] = target.split('#');
      return { path: file === '' ? page : normalize(join(dirname(page), file)), anchor };
    });

/** Returns the anchors that GitHub generates for the headings of a page. */
const anchorsOf = (page: string): string[] =>
  [...proseOf(page).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );

/** Returns the files and folders that a page names in code spans. `NAME` is a placeholder. */
const pathsNamedIn = (page: string): string[] =>
  [...proseOf(page).matchAll(/`((?:src|test|sandbox|docs|deploy|scripts|bench|soak|contracts|jest)\/[\w./-]*)`/g)]
    .map(([, path = '']) => path)
    .filter((path) => !path.includes('NAME'));

/** Returns the npm scripts that a page names, in prose and in code. */
const scriptsNamedIn = (page: string): string[] =>
  [...read(page).matchAll(/npm run (?:--silent )?(\w[\w:-]*)/g)].map(([, script = '']) => script);

describe('the documentation', () => {
  it.each(pages)('has no broken link in %s', (page) => {
    const broken = linksOf(page).filter(
      ({ path, anchor }) =>
        !existsSync(join(ROOT, path)) || (anchor !== undefined && !anchorsOf(path).includes(anchor)),
    );

    expect(broken).toEqual([]);
  });

  it.each(pages)('mentions in %s only files that exist or that a guide creates', (page) => {
    const created = pages.flatMap((each) => [...read(each).matchAll(/^```ts\n\/\/ (\S+)\n/gm)].map(([, path]) => path));
    const missing = pathsNamedIn(page).filter((path) => !created.includes(path) && !existsSync(join(ROOT, path)));

    expect(missing).toEqual([]);
  });

  it.each(pages)('mentions in %s only npm scripts that exist', (page) => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

    expect(scriptsNamedIn(page).filter((script) => !(script in scripts))).toEqual([]);
  });

  it('shows every folder of src in docs/architecture.md', () => {
    const folders = readdirSync(join(ROOT, 'src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
    const house = read(join('docs', 'architecture.md')).split('```')[1] ?? '';

    expect(folders.filter((folder) => !house.includes(`${folder}/`))).toEqual([]);
  });

  it('is reachable from the README', () => {
    const reached = new Set(['README.md']);
    for (const page of reached) {
      for (const { path } of linksOf(page)) if (path.endsWith('.md')) reached.add(relative('.', path));
    }

    expect(pages.filter((page) => page.startsWith('docs/') && !reached.has(page))).toEqual([]);
  });
});
