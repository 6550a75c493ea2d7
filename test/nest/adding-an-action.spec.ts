import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ProjectCopy } from './project-copy.js';

const PAGES = ['docs/first-action.md', 'docs/adding-an-action.md'];

/** Generated actions that stay as they are, one of each kind. */
const UNCHANGED = [
  'npm run new-action -- store-name --upstream stores --no-contract',
  `npm run new-action -- freeze-account --effect write --upstream crm --no-contract --summary "Freezes a customer's account"`,
  // The last one writes the contracts of all.
  'npm run new-action -- current-time',
];

const ACTIONS = ['current-time', 'freeze-account', 'opening-hours', 'request-callback', 'store-name'];

/** The commands compile the whole project, also on a busy machine. */
const LIMIT_MS = 300_000;

/** Returns the files that a page shows whole: a code block whose first line is the file's path. */
const filesOf = (page: string): [string, string][] =>
  [...page.matchAll(/^```ts\n\/\/ (src\/\S+)\n([\s\S]*?)^```$/gm)].map(([, path = '', code = '']) => [path, code]);

/** Returns the lines of a page's shell blocks that begin with a command. */
const commandsOf = (page: string, start: string): string[] =>
  [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
    .flatMap(([, lines = '']) => lines.split('\n'))
    .filter((line) => line.startsWith(start));

/** Whether this project already has an action of a guide. Its commands fail there, because the action exists. */
const isFollowed = ACTIONS.some((name) =>
  existsSync(join(__dirname, '..', '..', 'src', 'actions', `${name}.action.ts`)),
);

(isFollowed ? describe.skip : describe)('the guides to a new action, and npm run new-action', () => {
  let project: ProjectCopy;
  let pages: string[];
  let written: string[];

  beforeAll(() => {
    project = new ProjectCopy();
    pages = PAGES.map((page) => project.read(page));
    for (const command of [
      ...pages.flatMap((page) => commandsOf(page, 'npm run new-action')),
      ...UNCHANGED.slice(0, -1),
    ])
      expect(project.run(command)).toMatchObject({ code: 0 });
    for (const [path, code] of pages.flatMap(filesOf)) project.write(path, code);
    expect(project.run(UNCHANGED.at(-1) ?? '')).toMatchObject({ code: 0 });
    written = [
      ...readdirSync(join(project.root, 'src/actions')).map((file) => `src/actions/${file}`),
      ...readdirSync(join(project.root, 'src/upstreams')).map((file) => `src/upstreams/${file}`),
    ].filter((path) => path.endsWith('.ts'));
  }, LIMIT_MS);

  it('name the files that they show, after the command has created them', () => {
    for (const page of pages) {
      const files = filesOf(page).map(([path]) => path);
      expect(files).toHaveLength(3);
      expect(files.filter((path) => !written.includes(path))).toEqual([]);
    }
  });

  it(
    'produce code that compiles',
    () => {
      expect(project.typeErrors(written)).toEqual([]);
    },
    LIMIT_MS,
  );

  it(
    'produce files in the format of the project',
    () => {
      const { output, code } = project.run(
        'npx prettier --check --log-level warn src/actions src/upstreams docs README.md',
      );

      expect([code, output]).toEqual([0, '']);
    },
    LIMIT_MS,
  );

  it(
    'produce tests that pass',
    () => {
      const paths = pages
        .flatMap((page) => commandsOf(page, 'npx jest'))
        .map((command) => command.replace('npx jest ', ''));
      const { code, output } = project.run(`npx jest -i ${paths.join(' ')} store-name freeze-account current-time`);

      expect([code, output]).toEqual([0, expect.stringMatching(/^Test Suites: 5 passed, 5 total$/m)]);
    },
    LIMIT_MS,
  );

  it('publish the contracts', () => {
    const locked = readdirSync(join(project.root, 'contracts'));

    for (const action of ACTIONS) expect(locked).toContain(`${action}.v1.json`);
    expect(project.read('contracts/opening-hours.v1.json')).toContain('"shop_id"');
  });

  it(
    'produce definitions that Genesys Cloud imports',
    () => {
      const commands = commandsOf(pages[0] ?? '', 'npm run definitions');

      expect(commands).toHaveLength(4);
      for (const command of commands) expect(project.run(command)).toMatchObject({ code: 0 });
    },
    LIMIT_MS,
  );

  it('document the actions and the variables', () => {
    const readme = project.read('README.md');
    const configuration = project.read('docs/configuration.md');
    const variables = (prefix: string): string[] =>
      [...configuration.matchAll(new RegExp(`^\\| \`${prefix}_(\\w+)\``, 'gm'))].map(([, name = '']) => name);

    for (const action of ACTIONS) expect(readme).toContain(`| \`${action}\``);
    expect(variables('SHOPS')).toEqual(variables('CRM'));
    expect(configuration).toMatch(/^These variables are secrets: .*`STORES_PASSWORD`/m);
  });

  it.each([
    ['', 'NAME is missing'],
    ['Opening-Hours', 'NAME must be lower-case words with hyphens'],
    ['a b', 'Give one name, not 2'],
    ['opening-hours', 'The action opening-hours exists already: src/actions/opening-hours.action.ts'],
    ['data', 'NAME data is reserved'],
    ['x --effect maybe', '--effect must be read or write, not maybe'],
    ['x --effect write', '--effect write needs --upstream'],
    ['x --upstream ../x', '--upstream must be lower-case words'],
    ['x --upstream auth', '--upstream auth would have variables like AUTH_'],
    ['x --upstream delete', '--upstream delete is a reserved word'],
    ['x --upstream genesys', 'The client of genesys is in src/upstreams/genesys'],
    ['find-customer --upstream crm', 'CrmClient in src/upstreams/crm.client.ts has a member findCustomer already'],
    ['x --summary "a|b"', '--summary must be one line'],
    ['x --colour blue', "Unknown option '--colour'"],
  ])('reject the arguments "%s" and write nothing', (args, message) => {
    const before = readdirSync(join(project.root, 'src/actions'));
    const { code, output } = project.run(`node scripts/new-action.mjs ${args}`);

    expect([code, output]).toEqual([2, expect.stringContaining(message)]);
    expect(readdirSync(join(project.root, 'src/actions'))).toEqual(before);
  });
});
