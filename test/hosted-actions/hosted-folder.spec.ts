import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { parse } from 'yaml';
import { AppModule } from '../../src/app.module.js';
import { runDefinitions } from '../../src/definitions/cli/definitions-command.js';
import { runFileCommand } from '../../src/definitions/cli/file-commands/file-command.js';
import { faultText } from '../../src/hosted-actions/fault/fault.js';
import { readFolder } from '../../src/hosted-actions/folder/read-folder.js';
import { POLICY_SCHEMA } from '../../src/hosted-actions/policy/policy-schema.js';
import { definition, DefinitionFolder, texts } from './hosted-world.js';

const GOOD = definition({ url: 'https://crm.example/x/${input.id}', input: texts('id') });

/** Returns every fault that prevents the start, without the path of the folder. */
function faultsOf(
  files: Readonly<Record<string, object | string>>,
  environment: Record<string, string> = {},
): string[] {
  const folder = new DefinitionFolder(files);
  try {
    AppModule.forEnvironment({
      AUTH_JWKS_URL: 'https://id.example/keys',
      AUTH_AUDIENCE: 'test',
      DATA_ACTIONS_DIR: folder.path,
      ...environment,
    });
    return [];
  } catch (error) {
    return (error as { problems: string[] }).problems.map((problem) => problem.replace(`${folder.path}/`, ''));
  }
}

describe('a folder of hosted actions', () => {
  it('has no faults if all its files are valid', () => {
    expect(faultsOf({ 'a.json': GOOD, 'a.policy.yaml': 'cache: {}\n', 'a.samples.json': '{', 'b.md': '' })).toEqual([]);
  });

  it('prevents the start, with every fault of every file and its position', () => {
    const faults = faultsOf({
      'a.json': '{"name": ',
      'b.json': definition({
        url: 'https://crm.example/#if($input.x)a',
        map: { x: '$..[' },
        output: { type: 'strong' },
      }),
      'c.json': GOOD,
      'c.policy.yaml': 'cache:\n  ttlSecond: 3\n  staleSeconds: x\ntimeout: 2\n',
      'd.policy.yaml': '{}',
      'e.json': definition({ url: 'https://crm.example', headers: { 'X-Key': 'k ${credentials.key}', Host: 'x' } }),
    });

    expect(faults.sort()).toEqual([
      expect.stringMatching(/^a\.json:1:10: the text is not JSON/),
      expect.stringMatching(/^b\.json:\d+:\d+: the JSONPath of x is not valid/),
      expect.stringMatching(/^b\.json:\d+:\d+: .*schema is not valid/i),
      expect.stringMatching(/^b\.json:7:\d+: Velocity cannot parse this template/),
      'c.policy.yaml:2:3: ttlSecond is unknown; did you mean ttlSeconds?',
      'c.policy.yaml:3:3: cache.staleSeconds must be number',
      expect.stringMatching(/^c\.policy\.yaml:4:1: timeout is unknown; known here: name, /),
      expect.stringMatching(/^d\.policy\.yaml:1:1: there is no d\.json/),
      expect.stringMatching(/^e\.json:11:\d+: a definition cannot set the header Host/),
    ]);
  });

  it.each([
    ['https://${input.id}.example/x', /can change the host/],
    ['https://crm.example${input.id}/x', /can change the host/],
    ['${input.id}/x', /can change the host/],
    ['https://#if($input.id)a#{else}b#end.example/x', /a host that does not depend on #if/],
    ['${credentials.base}/x/${input.id}', /^a.json:7:\d+: credentials.base is missing/],
    ['#set($h = "https://crm.example/${input.id}")$h', /can change the host/],
    ['https://crm.example/#set($p = "a/${input.id}")$p', /built in a variable/],
    ['https://user:pass@crm.example/', /user name or a password/],
    ['ftp://crm.example/', /must begin with https:\/\//],
    ['https://crm.example/#evaluate($input.id)', /#evaluate/],
    ['https://crm.example/$INPUT.id', /never has a value/],
    ['https://crm.example/$urlTool.optionalQueryParam("a", $input.id)', /\$urlTool is not supported/],
  ])('prevents the start with the URL %s', (url, message) => {
    const faults = faultsOf({ 'a.json': definition({ url, input: texts('id') }) });
    expect(faults.join('\n')).toMatch(message);
  });

  it.each([
    ['effect: reed', 'effect must be read or write', {}],
    ['name: Not Kebab', 'name must match pattern', {}],
    ['idempotency: {header: Idempotency-Key}', 'only a write has an idempotency key', {}],
    ['effect: write\ncache: {}', 'only a read can be cached', {}],
    ['notFound: {status: 500}', 'notFound.status', {}],
    ['notFound: {status: 404, output: 5}', 'notFound.output must be object', {}],
    ['notFound: {emptyAt: "$..["}', 'the JSONPath is not valid', {}],
    ['auth: token', 'there is no customAuth action token', {}],
    ['credentials: {key: {env: MISSING_KEY}}', 'set the environment variable MISSING_KEY, or MISSING_KEY_FILE', {}],
    ['credentials: {key: {env: K}}', 'K and K_FILE are both set', { K: 'x', K_FILE: '/x' }],
    ['credentials: {key: {file: nowhere}}', 'cannot be read (ENOENT)', {}],
    ['a: [', 'the text is not YAML', {}],
    ['name: customer-lookup', 'the name customer-lookup is already used by an action in the code', {}],
  ] as const)('prevents the start with the policy %j', (policy, message, environment) => {
    const faults = faultsOf({ 'a.json': GOOD, 'a.policy.yaml': policy }, environment);
    expect(faults.join('\n')).toContain(message);
    expect(faults[0]).toMatch(/^a\.policy\.yaml:\d+:\d+: /);
  });

  it('prevents the start with two actions of the same name', () => {
    expect(faultsOf({ 'get-x.json': GOOD, 'Get_X.json': GOOD }).join()).toMatch(/the name get-x is already used by/);
  });

  it('is named in the message if it does not exist', () => {
    expect(faultsOf({}, { DATA_ACTIONS_DIR: '/nowhere' })).toEqual([
      expect.stringContaining('DATA_ACTIONS_DIR names a folder that cannot be read (ENOENT)'),
    ]);
  });

  it('prevents the start with an invalid DATA_ACTIONS_PRIVATE_HOSTS', () => {
    expect(faultsOf({}, { DATA_ACTIONS_PRIVATE_HOSTS: 'a b' })[0]).toMatch(
      /DATA_ACTIONS_PRIVATE_HOSTS.*a b is not a host/,
    );
  });
});

describe('schemas/data-action-policy.schema.json', () => {
  it('is the schema that the service applies', () => {
    const path = join(__dirname, '..', '..', 'schemas', 'data-action-policy.schema.json');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(JSON.parse(JSON.stringify(POLICY_SCHEMA)));
  });
});

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
      printError: (line) => lines.push(`! ${line}`),
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

  it('adds an optional idempotency_key input to a write, and a random key if the input is absent', async () => {
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
    expect(text).toContain('1 of 3 Data Actions can be hosted');
    expect(text).toMatch(/host\.json:7:\d+: \$\{input\.region\} can change the host/);
    expect(text).toMatch(/lambda\.json:3:\d+: actions of the type aws-lambda-data-actions cannot be hosted/);
  });

  it('keeps a policy that already exists', async () => {
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
    const linked = (): string | undefined =>
      readFolder(hosted.path).definitions.find(({ name }) => name === 'a')?.auth?.name;
    expect(linked()).toBe('token');
    // A policy does not have to name the only customAuth action in the folder.
    hosted.write('a.policy.yaml', '{}');
    expect(linked()).toBe('token');
  });

  it.each([
    [['--credentials', 'magic'], '--credentials must be oauth, basic, api-key'],
    [['--url', 'ftp://x'], '--url must be an absolute https:// URL'],
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
      printError: (line) => lines.push(`! ${line}`),
    });

  it('generates the definitions that call hosted actions', async () => {
    expect(await run('--out', out.path, '--url', 'https://us.example')).toBe(0);
    expect(JSON.parse(readFileSync(join(out.path, 'find.custom.json'), 'utf8'))).toMatchObject({
      config: { request: { requestUrlTemplate: 'https://us.example/api/v1/dataactions/find' } },
    });
  });

  it('locks the contracts in the folder of the hosted actions, and rejects a breaking change', async () => {
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
