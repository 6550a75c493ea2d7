import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { parse } from 'yaml';
import { runDefinitions } from '../../src/definitions/cli/definitions-command.js';
import { runFileCommand } from '../../src/definitions/cli/file-commands/file-command.js';
import { faultText } from '../../src/hosted-actions/fault/fault.js';
import { readFolder } from '../../src/hosted-actions/folder/read-folder.js';
import { definition, DefinitionFolder, texts } from './hosted-world.js';

describe('npm run definitions -- --host', () => {
  let exports: DefinitionFolder;
  let hosted: DefinitionFolder;
  let lines: string[];

  beforeEach(() => {
    exports = new DefinitionFolder();
    hosted = new DefinitionFolder();
    lines = [];
  });

  const host = (...more: string[]): Promise<number> =>
    runFileCommand(['--host', exports.path, '--out', hosted.path, '--url', 'https://us.example/', ...more], {
      stdin: Readable.from([]),
      print: (line) => lines.push(line),
      complain: (line) => lines.push(`! ${line}`),
    });

  const read = (name: string): string => readFileSync(join(hosted.path, name), 'utf8');
  const json = (name: string): Record<string, never> => JSON.parse(read(name)) as Record<string, never>;

  it('writes a folder that the service can serve, and a definition that calls it', async () => {
    exports.write(
      'Get-Ticket.custom.json',
      definition({ url: 'https://crm.example/t/${input.id}', input: texts('id') }),
    );

    expect(await host()).toBe(0);
    expect(readdirSync(hosted.path).sort()).toEqual(['get-ticket.json', 'get-ticket.policy.yaml', 'import']);
    expect(parse(read('get-ticket.policy.yaml'))).toEqual({ name: 'get-ticket', effect: 'read' });
    expect(json('import/get-ticket.custom.json')).toMatchObject({
      config: {
        request: {
          requestUrlTemplate: 'https://us.example/api/v1/dataactions/get-ticket',
          requestType: 'POST',
          requestTemplate: '{"data": {"id": "$esc.jsonString(${input.id})"}}',
        },
        response: { translationMap: { data: '$.data' }, successTemplate: '${data}' },
      },
      contract: { input: { inputSchema: texts('id') } },
    });
    const { definitions, faults } = readFolder(hosted.path);
    expect([definitions.map(({ name }) => name), faults.map(faultText)]).toEqual([['get-ticket'], []]);
  });

  it('moves secrets into credentials and never prints them', async () => {
    exports.write(
      'order.json',
      definition({
        url: 'https://shop.example/o?api_key=q-secret-1&page=1',
        method: 'POST',
        headers: { 'X-Api-Key': 'h-secret-2', Authorization: 'Bearer b-secret-3', 'Content-Type': 'application/json' },
        body: '{"client_secret": "j-secret-4", "id": "${input.id}"}',
        input: texts('id'),
      }),
    );
    exports.write('login.json', definition({ url: 'https://u:u-secret%205@shop.example/x' }));
    await host();

    const secrets = ['q-secret-1', 'h-secret-2', 'b-secret-3', 'j-secret-4', 'u-secret 5'];
    const written = ['order.json', 'order.policy.yaml', 'import/order.custom.json', 'login.json'].map(read).join('\n');
    for (const secret of secrets) {
      expect(written + lines.join('\n')).not.toContain(secret);
      expect(read('credentials.env')).toContain(secret);
    }
    expect(statSync(join(hosted.path, 'credentials.env')).mode & 0o777).toBe(0o600);
    expect(json('order.json')).toMatchObject({
      config: {
        request: {
          requestUrlTemplate: 'https://shop.example/o?api_key=$esc.url(${credentials.api_key})&page=1',
          headers: { 'X-Api-Key': '${credentials.x_api_key}', Authorization: 'Bearer ${credentials.authorization}' },
          requestTemplate: '{"client_secret": "$esc.jsonString(${credentials.client_secret})", "id": "${input.id}"}',
        },
      },
    });
    expect((parse(read('order.policy.yaml')) as { credentials: object }).credentials).toMatchObject({
      x_api_key: { env: 'ORDER_X_API_KEY' },
    });
    expect(readFolder(hosted.path).faults).toEqual([]);
  });

  it('lets a write be named by a key, and gives each unnamed one a key of its own', async () => {
    exports.write('close.json', definition({ url: 'https://crm.example/close', method: 'POST', input: texts('id') }));
    await host();

    const { config, contract } = json('import/close.custom.json') as unknown as {
      config: { request: { headers: Record<string, string> } };
      contract: { input: { inputSchema: { properties: object; required: string[] } } };
    };
    expect(config.request.headers['Idempotency-Key']).toMatch(/idempotency_key.*math\.random/);
    expect(Object.keys(contract.input.inputSchema.properties)).toEqual(['id', 'idempotency_key']);
    expect(contract.input.inputSchema.required).toEqual(['id']);
  });

  it('reports the definitions that it cannot host, with place and reason, and hosts the rest', async () => {
    exports.write('good.json', definition({ url: 'https://crm.example/x' }));
    exports.write('host.json', definition({ url: 'https://${input.region}.example/x', input: texts('region') }));
    exports.write('lambda.json', definition({ url: 'arn:aws:lambda', type: 'aws-lambda-data-actions' }));

    expect(await host()).toBe(1);
    const text = lines.join('\n');
    expect(text).toContain('1 of 3 Data Actions taken over');
    expect(text).toMatch(/host\.json:7:\d+: \$\{input\.region\} decides about the host/);
    expect(text).toMatch(/lambda\.json:3:\d+: actions of the type aws-lambda-data-actions cannot be hosted/);
  });

  it('keeps a policy that is there already', async () => {
    exports.write('a.json', definition({ url: 'https://crm.example/x' }));
    hosted.write('a.policy.yaml', 'cache: {}\n');
    await host();

    expect(read('a.policy.yaml')).toBe('cache: {}\n');
  });

  it('links an action with its customAuth action', async () => {
    exports.write(
      'token.customAuth.json',
      definition({ url: 'https://id.example/t', method: 'POST', actionType: 'customAuth' }),
    );
    const headers = { Authorization: '${authResponse.token_type} ${authResponse.access_token}' };
    exports.write('a.json', definition({ url: 'https://crm.example/x', headers }));
    await host();

    expect(parse(read('a.policy.yaml'))).toMatchObject({ auth: 'token' });
    expect(readdirSync(join(hosted.path, 'import'))).toEqual(['a.custom.json', 'token.customAuth.json']);
    expect(readFolder(hosted.path).definitions.find(({ name }) => name === 'a')?.auth?.name).toBe('token');
  });

  it.each([
    [['--credentials', 'magic'], '--credentials must be oauth, basic, api-key'],
    [['--url', 'ftp://x'], '--url must be an absolute https:// address'],
  ])('rejects %j', async (more, message) => {
    exports.write('a.json', definition({ url: 'https://crm.example/x' }));
    expect(await host(...more)).toBe(2);
    expect(lines.join('\n')).toContain(message);
  });
});

describe('npm run definitions with DATA_ACTIONS_DIR', () => {
  let folder: DefinitionFolder;
  let out: DefinitionFolder;
  let lines: string[];

  beforeEach(() => {
    lines = [];
    folder = new DefinitionFolder({
      'find.json': definition({ url: 'https://crm.example/${input.id}', input: texts('id') }),
    });
    out = new DefinitionFolder();
  });

  const run = (...args: string[]): Promise<number> =>
    runDefinitions(args, {
      actions: [],
      contractsFolder: join(out.path, 'contracts'),
      environment: { DATA_ACTIONS_DIR: folder.path },
      stdin: Readable.from([]),
      print: (line) => lines.push(line),
      complain: (line) => lines.push(`! ${line}`),
    });

  it('generates the definitions that call hosted actions', async () => {
    expect(await run('--out', out.path, '--url', 'https://us.example')).toBe(0);
    expect(JSON.parse(readFileSync(join(out.path, 'find.custom.json'), 'utf8'))).toMatchObject({
      config: { request: { requestUrlTemplate: 'https://us.example/api/v1/dataactions/find' } },
    });
  });

  it('locks the contracts of hosted actions beside them, and keeps one that would break', async () => {
    expect(await run('--lock')).toBe(0);
    const lock = join(folder.path, 'contracts', 'lock.json');
    expect(JSON.parse(readFileSync(lock, 'utf8'))).toMatchObject({ 'find.v1': { input: { required: ['id'] } } });

    folder.write('find.json', definition({ url: 'https://crm.example/${input.key}', input: texts('key') }));
    expect(await run('--lock')).toBe(1);
    expect(lines.join()).toContain('find: the input id is');
    expect(readFileSync(lock, 'utf8')).toContain('"id"');
  });

  it('stops at a folder with faults', async () => {
    folder.write('bad.json', '{');
    expect(await run('--lock')).toBe(2);
    expect(lines.join()).toContain('bad.json:1:');
  });
});
