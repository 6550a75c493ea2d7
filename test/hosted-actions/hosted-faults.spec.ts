import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppModule } from '../../src/app.module.js';
import { POLICY_SCHEMA } from '../../src/hosted-actions/policy/policy-schema.js';
import { definition, DefinitionFolder, texts } from './hosted-world.js';

const GOOD = definition({ url: 'https://crm.example/x/${input.id}', input: texts('id') });

/** Returns every fault that prevents the start, without the folder. */
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

describe('a folder with faults', () => {
  it('starts without any', () => {
    expect(faultsOf({ 'a.json': GOOD, 'a.policy.yaml': 'cache: {}\n', 'a.samples.json': '{', 'b.md': '' })).toEqual([]);
  });

  it('stops the start with every fault of every file and its position', () => {
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
      expect.stringMatching(/^b\.json:7:\d+: Velocity cannot read this template/),
      'c.policy.yaml:2:3: ttlSecond is unknown; did you mean ttlSeconds?',
      'c.policy.yaml:3:3: cache.staleSeconds must be number',
      expect.stringMatching(/^c\.policy\.yaml:4:1: timeout is unknown; known here: name, /),
      expect.stringMatching(/^d\.policy\.yaml:1:1: there is no d\.json/),
      expect.stringMatching(/^e\.json:11:\d+: the header Host is not for a definition to set/),
    ]);
  });

  it.each([
    ['https://${input.id}.example/x', /decides about the host/],
    ['https://crm.example${input.id}/x', /decides about the host/],
    ['${input.id}/x', /decides about the host/],
    ['https://#if($input.id)a#{else}b#end.example/x', /a host that no #if chooses/],
    ['${credentials.base}/x/${input.id}', /^a.json:7:\d+: credentials.base is missing/],
    ['#set($h = "https://crm.example/${input.id}")$h', /decides about the host/],
    ['https://crm.example/#set($p = "a/${input.id}")$p', /put together in a variable/],
    ['https://user:pass@crm.example/', /user name or a password/],
    ['ftp://crm.example/', /must begin with https:\/\//],
    ['https://crm.example/#evaluate($input.id)', /#evaluate/],
    ['https://crm.example/$INPUT.id', /never filled/],
    ['https://crm.example/$urlTool.optionalQueryParam("a", $input.id)', /\$urlTool is not supported/],
  ])('checks the address %s', (url, message) => {
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
    ['name: customer-lookup', 'the name customer-lookup belongs to an action of the code', {}],
  ] as const)('checks the policy %j', (policy, message, environment) => {
    const faults = faultsOf({ 'a.json': GOOD, 'a.policy.yaml': policy }, environment);
    expect(faults.join('\n')).toContain(message);
    expect(faults[0]).toMatch(/^a\.policy\.yaml:\d+:\d+: /);
  });

  it('rejects two actions with one name', () => {
    expect(faultsOf({ 'get-x.json': GOOD, 'Get_X.json': GOOD }).join()).toMatch(/the name get-x belongs to/);
  });

  it('names a folder that is not there', () => {
    expect(faultsOf({}, { DATA_ACTIONS_DIR: '/nowhere' })).toEqual([
      expect.stringContaining('DATA_ACTIONS_DIR names a folder that cannot be read (ENOENT)'),
    ]);
  });

  it('rejects a host that is none', () => {
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
