import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { runFileCommand } from './file-command.js';
import { temporaryFolder } from '../../../../test/support/clean-up.js';

const ORDERS = {
  name: 'Orders',
  integrationType: 'custom-rest-actions',
  actionType: 'custom',
  config: {
    request: {
      requestUrlTemplate: 'https://api.example.com/orders/$esc.uriEncode(${input.id})',
      requestType: 'GET',
      headers: {},
      requestTemplate: '${input.rawRequest}',
    },
    response: {
      translationMap: { total: '$.total' },
      translationMapDefaults: { total: '0' },
      successTemplate: '{"total": ${total}}',
    },
  },
  contract: {
    input: { inputSchema: { type: 'object', required: ['id'], properties: { id: { type: 'string' } } } },
    output: { successSchema: { type: 'object', properties: { total: { type: 'integer' } } } },
  },
  secure: false,
};
const BROKEN = {
  ...ORDERS,
  config: { ...ORDERS.config, response: { ...ORDERS.config.response, successTemplate: '{"total": {total}}' } },
};

describe('the commands on files', () => {
  let folder: string;
  let lines: string[];

  beforeEach(() => {
    folder = temporaryFolder('files');
    lines = [];
  });

  const runWith = (stdin: string, ...args: string[]): Promise<number> =>
    runFileCommand(args, {
      stdin: Readable.from(stdin === '' ? [] : [Buffer.from(stdin)]),
      print: (line) => lines.push(...line.split('\n')),
      printError: (line) => lines.push(`! ${line}`),
    });
  const run = (...args: string[]): Promise<number> => runWith('', ...args);

  function write(name: string, content: unknown): string {
    const path = join(folder, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content, null, 2));
    return path;
  }

  describe('--check', () => {
    it('finds nothing in a valid file', async () => {
      expect(await run('--check', write('a.json', ORDERS))).toBe(0);
      expect(lines).toEqual(['1 Data Action in 1 file checked, no problems found']);
    });

    it('groups findings by file, and fails for an error', async () => {
      const path = write('b.json', BROKEN);

      expect(await run('--check', path)).toBe(1);
      expect(lines).toEqual([
        path,
        expect.stringMatching(/^ {2}19:\d+ error missing-dollar: Orders: every call fails: \{total\}/),
        '      fix: write ${total}',
        '',
        '1 Data Action in 1 file checked: 1 error, 0 warnings',
      ]);
    });

    it('reads folders, globs, lists, API responses and Terraform, and skips other files', async () => {
      const terraform = `resource "genesyscloud_integration_action" "x" {
  name = "X"
  config_request {
    request_url_template = "/api/v2/users/me"
    request_type = "GET"
  }
  config_response { success_template = "$\${rawResult}" }
  contract_input = jsonencode({ type = "object", properties = {} })
  contract_output = jsonencode({ "type" = "object", "properties" = {} })
}`;
      write('org/list.json', [ORDERS, ORDERS]);
      write('org/deep/page.json', { entities: [{ ...ORDERS, id: 'custom_-_1' }], total: 1 });
      write('org/main.tf', terraform);
      write('org/package.json', { name: 'tool' });

      expect(await run('--check', join(folder, 'org'))).toBe(0);
      expect(await run('--check', join(folder, 'org/**/*.json'))).toBe(0);
      expect(await runWith(JSON.stringify(ORDERS), '--check', '-')).toBe(0);
      expect(lines).toEqual([
        '4 Data Actions in 3 files checked, no problems found',
        '3 Data Actions in 2 files checked, no problems found',
        '1 Data Action in 1 file checked, no problems found',
      ]);
    });

    it('prints JSON, SARIF and commands of GitHub', async () => {
      const path = write('b.json', BROKEN);
      await run('--check', '--format', 'json', path);
      expect(JSON.parse(lines.join('\n'))).toMatchObject({
        findings: [{ path, line: 19, severity: 'error', rule: 'missing-dollar', action: 'Orders', isFixable: true }],
        summary: { files: 1, actions: 1, errors: 1, warnings: 0 },
      });
      lines = [];
      await run('--check', '--format', 'sarif', path);
      expect(JSON.parse(lines.join('\n'))).toMatchObject({
        version: '2.1.0',
        runs: [{ results: [{ ruleId: 'missing-dollar', level: 'error' }] }],
      });
      lines = [];
      await run('--check', '--format', 'github', path);
      expect(lines[0]).toMatch(/^::error file=.*b\.json,line=19,col=\d+,title=missing-dollar::every call fails/);
    });

    it('applies safe fixes', async () => {
      const path = write('b.json', BROKEN);

      expect(await run('--check', '--fix', path)).toBe(0);
      expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(ORDERS);
    });
  });

  describe('--try', () => {
    it('prints the request and the output', async () => {
      const path = write('a.json', ORDERS);

      expect(
        await run('--try', path, '--input', '{"id": "a b"}', '--response', '{"total": 12345678901234567890}'),
      ).toBe(0);
      expect(lines).toEqual([
        '{"request":{"method":"GET","url":"https://api.example.com/orders/a%20b","headers":{}},"output":{"total":12345678901234567890}}',
      ]);
    });

    it('prints the step that fails', async () => {
      expect(await run('--try', write('a.json', ORDERS), '--input', '{}')).toBe(1);
      expect(JSON.parse(lines[0] ?? '')).toEqual({
        error: {
          step: 'Check input against its contract',
          message: "The input does not fit its contract: / must have required property 'id'",
        },
      });
    });

    it('processes standard input line by line', async () => {
      const questions = [
        { template: '$x.size()', context: { x: [1, 2] } },
        { template: '#if', context: {} },
        { path: '$..id', document: { a: [{ id: 1 }] } },
        { path: '$.id', document: {} },
        { path: '$[', document: {} },
        { definition: ORDERS, input: { id: 'x' }, response: '{}' },
      ];

      expect(await runWith(questions.map((question) => JSON.stringify(question)).join('\n'), '--try', '-')).toBe(0);
      expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
        { text: '2' },
        { error: expect.any(String) },
        { value: [1] },
        { nothing: true },
        { error: expect.any(String) },
        { request: expect.objectContaining({ url: 'https://api.example.com/orders/x' }), output: { total: 0 } },
      ]);
    });
  });

  describe('--test', () => {
    it('runs the samples beside a definition', async () => {
      write('o/orders.custom.json', ORDERS);
      write('o/orders.samples.json', {
        samples: [
          {
            name: 'good',
            input: { id: 'a' },
            response: { total: 3 },
            request: { method: 'GET' },
            output: { total: 3 },
          },
          { name: 'wrong', input: { id: 'a' }, response: { total: 3 }, output: { total: 4 } },
          { name: 'refused', input: {}, error: 'required property' },
        ],
      });

      expect(await run('--test', join(folder, 'o'))).toBe(1);
      expect(lines.map((line) => line.replace(folder, ''))).toEqual([
        'pass /o/orders.custom.json: good',
        'FAIL /o/orders.custom.json: wrong',
        '     output: expected {"total":4}, found {"total":3}',
        'pass /o/orders.custom.json: refused',
        '3 samples: 2 passed, 1 failed',
      ]);
    });

    it('names declared outputs without a value', async () => {
      const empty = {
        ...ORDERS,
        contract: { ...ORDERS.contract, output: { successSchema: { properties: { total: {}, note: {} } } } },
      };
      const path = write('e.json', empty);
      write('e.samples.json', { samples: [{ name: 'one', input: { id: 'a' }, response: '{"total": 1}' }] });

      expect(await run('--test', path)).toBe(0);
      expect(lines).toContain('     declared outputs that stayed empty: note');
    });

    it('proposes samples, paths, defaults and a contract from one response', async () => {
      const path = write('p.custom.json', ORDERS);

      expect(await run('--test', path, '--propose', '{"total": 2, "rows": [{"id": "x"}]}')).toBe(0);
      expect(JSON.parse(readFileSync(join(folder, 'p.samples.json'), 'utf8'))).toMatchObject({
        samples: [{ input: { id: 'sample' }, output: { total: 2 } }],
        proposal: {
          translationMap: { total: '$.total', rows_id: '$.rows[*].id' },
          translationMapDefaults: { total: '0', rows_id: '[]' },
          successSchema: { properties: { rows_id: { type: 'array', items: { type: 'string' } } } },
        },
      });
      expect(await run('--test', path)).toBe(0);
    });
  });

  describe('--convert', () => {
    it('converts to Terraform and back without loss', async () => {
      const path = write('a.json', ORDERS);
      await run('--convert', path, '--to', 'terraform', '--out', join(folder, 'tf'));
      expect(await run('--convert', join(folder, 'tf'), '--to', 'json', '--out', join(folder, 'back'))).toBe(0);

      expect(readFileSync(join(folder, 'tf', 'Orders.tf'), 'utf8')).toContain('orders/$esc.uriEncode($${input.id})');
      expect(JSON.parse(readFileSync(join(folder, 'back', 'Orders.custom.json'), 'utf8'))).toEqual(ORDERS);
    });
  });

  describe('--diff', () => {
    const changed = (change: object): string => write('new.json', { ...ORDERS, ...change });

    it('reports that a contract change makes the platform recreate the action', async () => {
      const input = { inputSchema: { type: 'object', properties: {} } };

      expect(await run('--diff', write('old.json', ORDERS), changed({ contract: { ...ORDERS.contract, input } }))).toBe(
        1,
      );
      expect(lines.join('\n')).toContain('this change makes the platform recreate the action');
    });

    it('reports that another change keeps the action', async () => {
      expect(await run('--diff', write('old.json', ORDERS), changed({ name: 'Orders 2' }))).toBe(1);
      expect(lines).toEqual([
        'Orders 2:',
        '  ~ name: "Orders" → "Orders 2"',
        '  this change keeps the action and its id',
      ]);
    });

    it('finds no difference', async () => {
      expect(await run('--diff', write('old.json', ORDERS), changed({}))).toBe(0);
    });
  });

  it.each([
    [['--check'], '! --check needs files, folders or globs, or - for the standard input'],
    [['--check', '--format', 'xml', 'x'], '! --format must be text or json or sarif or github'],
    [['--check', '/nowhere.json'], '! Cannot read /nowhere.json: ENOENT'],
    [['--check', '--diff'], '! Choose one of --check, --fix, --try, --test, --convert, --diff'],
    [['--convert', 'x', '--to', 'xml'], '! --to must be terraform or json'],
    [['--diff', 'x'], '! --diff needs two exports: the old one and the new one'],
  ])('reports the error in %j', async (args, message) => {
    expect(await run(...args)).toBe(2);
    expect(lines[0]).toContain(message);
  });
});
