import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ProjectCopy } from './project-copy.js';

const PAGES = ['docs/first-action.md', 'docs/adding-an-action.md'];
const SUITE = 'test/actions/added-actions.e2e-spec.ts';

/** The actions of the guides: a GET with a path parameter, a PATCH that closes a ticket, two upstreams with a variable. */
const ACTIONS = ['close-ticket', 'opening-hours', 'route-ticket'];

/** Maximum size of three actions with tests and generated files. */
const [MAX_FILES, MAX_LINES] = [7, 250];

/** Generated actions that the test does not change, one of each kind. */
const UNCHANGED = [
  'npm run new-action -- store-name --upstream stores',
  `npm run new-action -- freeze-account --effect write --upstream crm --summary "Freezes a customer's account"`,
  'npm run new-action -- current-time',
];

/** Time limit for commands that compile the whole project on a busy machine. */
const LIMIT_MS = 300_000;

/** Returns the complete files on a page: code blocks that begin with the path of the file. */
const filesOf = (page: string): [string, string][] =>
  [...page.matchAll(/^```ts\n\/\/ ((?:src|test)\/\S+\.ts)\n([\s\S]*?)^```$/gm)].map(([, path = '', code = '']) => [
    path,
    code,
  ]);

/** Returns the single tests on a page, with the names of their actions. */
const testsOf = (page: string): [string, string][] =>
  [...page.matchAll(/^```ts\n\/\/ test\/\S+\.ts: (\S+)\n([\s\S]*?)^```$/gm)].map(([, action = '', code = '']) => [
    action,
    code,
  ]);

/** Returns the lines of a page's shell blocks that begin with a command. */
const commandsOf = (page: string, start: string): string[] =>
  [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
    .flatMap(([, lines = '']) => lines.split('\n'))
    .filter((line) => line.startsWith(start));

/** Whether this project already has an action of a guide. If it does, the commands of the guide fail. */
const isFollowed = ACTIONS.some((name) =>
  existsSync(join(__dirname, '..', '..', 'src', 'actions', `${name}.action.ts`)),
);

(isFollowed ? describe.skip : describe)('the guides to a new action, and npm run new-action', () => {
  let project: ProjectCopy;
  let pages: string[];
  let guideChanges: ReturnType<ProjectCopy['changes']>;

  const run = (command: string): void => expect(project.run(command)).toMatchObject({ code: 0 });

  beforeAll(() => {
    project = new ProjectCopy();
    pages = PAGES.map((page) => project.read(page));
    for (const page of pages) {
      commandsOf(page, 'npm run new-action').forEach(run);
      for (const [path, code] of filesOf(page)) project.write(path, code);
      for (const [action, code] of testsOf(page)) replaceTest(action, code);
    }
    project.write(SUITE, project.read(SUITE).replace(/UPSTREAMS: string\[\] = \[/, "$&'CRM', "));
    run(`npx prettier --write ${SUITE}`);
    run('npm run definitions -- --lock');
    guideChanges = project.changes();
    UNCHANGED.forEach(run);
    run('npm run definitions -- --lock');
  }, LIMIT_MS);

  function replaceTest(action: string, code: string): void {
    const generated = new RegExp(`\\n  it\\('${action} [\\s\\S]*?\\n  \\}\\);\\n`);
    const suite = project.read(SUITE);
    expect(suite).toMatch(generated);
    project.write(
      SUITE,
      suite.replace(generated, () => `\n${code}`),
    );
  }

  it(`need at most ${MAX_FILES} files and ${MAX_LINES} lines for three actions`, () => {
    expect(guideChanges.map(({ path }) => path)).toEqual([
      'contracts/lock.json',
      ...ACTIONS.map((name) => `src/actions/${name}.action.ts`),
      'src/upstreams/desk.client.ts',
      'src/upstreams/shops.client.ts',
      SUITE,
    ]);
    expect(guideChanges.length).toBeLessThanOrEqual(MAX_FILES);
    expect(guideChanges.reduce((sum, { lines }) => sum + lines, 0)).toBeLessThanOrEqual(MAX_LINES);
  });

  it(
    'produce code that compiles, in the format of the project',
    () => {
      const paths = project.changes().flatMap(({ path }) => (path.endsWith('.ts') ? [path] : []));

      expect(project.typeErrors(paths)).toEqual([]);
      expect(project.run(`npx prettier --check --log-level warn ${paths.join(' ')} docs`)).toEqual({
        code: 0,
        output: '',
      });
    },
    LIMIT_MS,
  );

  it(
    'produce tests that pass, and do not break other tests',
    () => {
      const suites = [SUITE, 'test/docs/docs.spec.ts', 'test/definitions/definitions.spec.ts'];
      const { code, output } = project.run(`npx jest -i --cacheDirectory node_modules/.cache/jest ${suites.join(' ')}`);

      expect([code, output]).toEqual([0, expect.stringMatching(/^Test Suites: 3 passed, 3 total$/m)]);
      expect(output).toContain(`PASS ${SUITE}`);
    },
    LIMIT_MS,
  );

  it(
    'produce definitions that Genesys Cloud imports',
    () => {
      const commands = commandsOf(pages[0] ?? '', 'npm run definitions');

      expect(commands).toHaveLength(4);
      commands.forEach(run);
      expect(project.read('contracts/lock.json')).toContain('"shop_id"');
    },
    LIMIT_MS,
  );

  it.each([
    ['', 'NAME is missing'],
    ['Opening-Hours', 'NAME must be lower-case words with hyphens'],
    ['a b', 'Give one name, not 2'],
    ['opening-hours', 'The action opening-hours exists already: src/actions/opening-hours.action.ts'],
    ['data', 'NAME data is reserved'],
    ['x --effect maybe', '--effect must be read or write, not maybe'],
    ['x --effect write', '--effect write needs --upstream'],
    ['x --upstream ../x', '--upstream must be lower-case words'],
    ['x --upstream auth', '--upstream auth would add variables named AUTH_…, but AUTH_'],
    ['x --upstream delete', '--upstream delete is a reserved word'],
    ['x --upstream genesys', 'The client of genesys is in src/upstreams/genesys'],
    ['find-customer --upstream crm', 'CrmClient in src/upstreams/crm.client.ts already has a member findCustomer'],
    ['x --summary "a|b"', '--summary must be one line'],
    ['x --colour blue', "Unknown option '--colour'"],
  ])('reject the arguments "%s" and write nothing', (args, message) => {
    const before = readdirSync(join(project.root, 'src/actions'));
    const { code, output } = project.run(`node scripts/new-action.mjs ${args}`);

    expect([code, output]).toEqual([2, expect.stringContaining(message)]);
    expect(readdirSync(join(project.root, 'src/actions'))).toEqual(before);
  });
});
