import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { IsString } from 'class-validator';
import { ACTIONS } from '../../src/actions/actions.module.js';
import { dataActionOf } from '../../src/data-actions/contract/data-action.metadata.js';
import { DataAction, Execute, Input } from '../../src/data-actions/decorators/data-action.decorator.js';
import { coerceInput } from '../../src/data-actions/input/coerce-input.js';
import { findUnrendered } from '../../src/data-actions/input/unrendered-template.js';
import { splitRequestBody } from '../../src/data-actions/request/body/split-request-body.js';
import { DescribedAction, describeActions } from '../../src/definitions/action/described-action.js';
import { runDefinitions } from '../../src/definitions/cli/definitions-command.js';
import { CONTRACTS_FOLDER, readLocked } from '../../src/definitions/contract/contract-files.js';
import { lockedContract, lockProblems } from '../../src/definitions/contract/contract-lock.js';
import { requestTemplate } from '../../src/definitions/export/request-template.js';
import { mapOf } from '../../src/engine/json/plain-json.js';
import { VelocityTemplate } from '../../src/engine/velocity/velocity.js';
import { temporaryFolder } from '../support/clean-up.js';
import fc from '../support/fast-check.js';

/** Names of all actions, including any that a developer adds. */
const NAMES = ACTIONS.map((action) => dataActionOf(action)?.name ?? action.name).sort();
const FILES = [...NAMES.map((name) => `${name}.custom.json`), 'token.customAuth.json'];

let folder: string;
let lines: string[];

beforeEach(() => {
  folder = temporaryFolder('definitions');
  lines = [];
});

const runIn = (contractsFolder: string, actions: typeof ACTIONS, ...args: string[]): Promise<number> =>
  runDefinitions(args, {
    actions,
    contractsFolder,
    stdin: Readable.from([]),
    print: (line) => lines.push(line),
    printError: (line) => lines.push(`! ${line}`),
  });
const run = (...args: string[]): Promise<number> => runIn(join(folder, 'contracts'), ACTIONS, ...args);

const generate = (...more: string[]): Promise<number> =>
  run('--out', folder, '--url', 'https://backend.example.com', ...more);

const read = (...path: string[]): string => readFileSync(join(folder, ...path), 'utf8');

interface Definition {
  readonly name: string;
  readonly config: { request: { headers: Record<string, string>; requestUrlTemplate: string }; response: object };
  readonly contract: { input: { inputSchema: object }; output: { successSchema: object } };
  readonly secure: boolean;
}

const definition = (name: string): Definition => JSON.parse(read(`${name}.custom.json`)) as Definition;

describe('npm run definitions', () => {
  it('writes a file for each action, one for the token, and Terraform', async () => {
    expect(await generate()).toBe(0);

    expect(readdirSync(folder).sort()).toEqual([...FILES, 'terraform'].sort());
    expect(readdirSync(join(folder, 'terraform')).sort()).toEqual(['main.tf', 'variables.tf']);
    expect(lines).toContain(`${folder}/customer-lookup.custom.json`);
    expect(read('queues.custom.json')).toMatch(/^\{\n {2}"name": "Queues",\n[^]*\}\n$/);
  });

  it('writes an action in the import format of Genesys Cloud', async () => {
    await generate();

    expect(definition('customer-lookup')).toMatchObject({
      name: 'Customer Lookup',
      integrationType: 'custom-rest-actions',
      actionType: 'custom',
      config: {
        request: {
          requestUrlTemplate: 'https://backend.example.com/api/v1/dataactions/customer-lookup',
          requestType: 'POST',
          headers: {
            Accept: 'application/json',
            Authorization: '${authResponse.token_type} ${authResponse.access_token}',
            'Content-Type': 'application/json',
            'X-Action-Timeout-Ms': '9250',
            'X-Failure-Style': 'in-body',
            'X-Genesys-Flow-Id': '$!{input.flow_id}',
          },
        },
        response: {
          translationMap: { found: '$.data.found', profile_tier: '$.data.profile.tier', success: '$.success' },
          translationMapDefaults: { found: 'false', profile_tier: '""', success: 'false' },
        },
      },
      contract: {
        input: { inputSchema: { required: ['customer_id'], properties: { customer_id: { type: 'string' } } } },
        output: {
          successSchema: {
            properties: {
              found: { type: 'boolean' },
              profile: { type: 'object', properties: { tier: { type: 'string' } } },
            },
          },
        },
      },
      secure: false,
    });
  });

  it('writes the custom auth action that requests a token', async () => {
    await generate();

    expect(JSON.parse(read('token.customAuth.json'))).toEqual({
      name: 'Token',
      integrationType: 'custom-rest-actions',
      actionType: 'customAuth',
      config: {
        request: {
          requestUrlTemplate: 'https://backend.example.com/oauth/token',
          requestType: 'POST',
          headers: {
            Accept: 'application/json',
            Authorization: 'Basic $encoding.base64("${credentials.client_id}:${credentials.client_secret}")',
            'Content-Type': 'application/x-www-form-urlencoded',
          },
          requestTemplate: 'grant_type=client_credentials',
        },
        response: { translationMap: {}, translationMapDefaults: {}, successTemplate: '${rawResult}' },
      },
      contract: {
        input: { inputSchema: { type: 'object', properties: {} } },
        output: { successSchema: { type: 'object', properties: {}, additionalProperties: true } },
      },
      secure: false,
    });
  });

  it('writes definitions without a finding of its own linter', async () => {
    await generate();

    expect(await run('--check', ...FILES.map((name) => join(folder, name)))).toBe(0);
    expect(lines.at(-1)).toBe(`${FILES.length} Data Actions in ${FILES.length} files checked, no problems found`);
  });

  it('overwrites its files, and is deterministic', async () => {
    await generate();
    const before = FILES.map((name) => read(name));
    await generate('--failure-style', 'status', '--timeout-seconds', '30', '--secure', 'customer-overview');

    expect(definition('queues').config.request.headers).toMatchObject({
      'X-Action-Timeout-Ms': '29250',
      'X-Failure-Style': 'status',
    });
    expect([definition('queues').secure, definition('customer-overview').secure]).toEqual([false, true]);
    expect(read('terraform', 'main.tf')).toContain('config_timeout_seconds = 30');

    await generate();
    expect(FILES.map((name) => read(name))).toEqual(before);
  });

  it("escapes the platform's templates for Terraform, and writes a resource for each action", async () => {
    await generate('--token-url', 'https://login.example.com/token');
    const terraform = read('terraform', 'main.tf');

    expect(terraform).toContain('"$${authResponse.token_type} $${authResponse.access_token}"');
    expect(terraform).not.toMatch(/[^$]\$\{/);
    expect(terraform).toContain('request_url_template = "https://login.example.com/token"');
    expect(terraform.match(/^resource "\w+" "\w+"/gm)).toEqual([
      'resource "genesyscloud_integration_credential" "backend"',
      'resource "genesyscloud_integration" "backend"',
      'resource "genesyscloud_integration_custom_auth_action" "token"',
      ...NAMES.map((name) => `resource "genesyscloud_integration_action" "${name.replaceAll('-', '_')}"`),
    ]);
  });

  it('reports each error in one line', async () => {
    writeFileSync(join(folder, 'file'), '');

    expect(await generate('--secure', 'nope')).toBe(2);
    expect(await run('--out', join(folder, 'file', 'below'), '--url', 'https://backend.example.com')).toBe(2);
    expect(await run('--url', 'https://backend.example.com')).toBe(2);
    expect(lines).toEqual([
      '! --secure nope: there is no action with this name',
      expect.stringMatching(/^! Cannot write to .*file\/below: ENOTDIR/),
      '! --out is missing: name the folder to write to',
    ]);
  });
});

class OpeningHoursInput {
  @IsString() shop!: string;
}

class OpeningHoursOutput {
  isOpen!: boolean;
}

@DataAction('opening-hours', { effect: 'read', summary: 'Tells whether a shop is open', version: 2 })
class OpeningHoursAction {
  @Execute(OpeningHoursOutput)
  async execute(@Input() { shop }: OpeningHoursInput): Promise<OpeningHoursOutput> {
    return { isOpen: shop !== '' };
  }
}

describe('npm run definitions -- --lock', () => {
  const LOCK = 'lock.json';

  const lock = (actions = ACTIONS): Promise<number> => runIn(folder, actions, '--lock');

  const read = (): string => readFileSync(join(folder, LOCK), 'utf8');
  const contracts = (): Record<string, object> => JSON.parse(read()) as Record<string, object>;

  it('writes the contract of each action, without descriptions, and accepts it on the next run', async () => {
    expect(await lock()).toBe(0);
    expect(await lock()).toBe(0);

    expect(Object.keys(contracts())).toHaveLength(ACTIONS.length);
    expect(contracts()['customer-lookup.v1']).toMatchObject({
      input: { required: ['customer_id'], properties: { customer_id: { type: 'string' } } },
    });
    expect(read()).not.toContain('"description":"');
  });

  it('keeps a locked contract that the code would break', async () => {
    await lock();
    const locked = read().replaceAll('customer_id', 'customerId');
    writeFileSync(join(folder, LOCK), locked);

    expect(await lock()).toBe(1);
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^! customer-lookup: the input customerId is missing, .* to 2 and run npm run definitions/,
        ),
        expect.stringMatching(/^! customer-lookup: the input customer_id is new and required, /),
      ]),
    );
    expect(read()).toBe(locked);
  });

  it('keeps the contracts of earlier versions', async () => {
    const first = { input: { type: 'object' }, output: { type: 'object' } };
    writeFileSync(join(folder, LOCK), JSON.stringify({ 'opening-hours.v1': first }));

    expect(await lock([OpeningHoursAction])).toBe(0);
    expect(Object.keys(contracts())).toEqual(['opening-hours.v1', 'opening-hours.v2']);
    expect(contracts()['opening-hours.v1']).toEqual(first);
  });

  it.each([
    ['{', ''],
    ['{"queues": {}}', '"queues" is not a contract'],
    ['{"queues.v1": null}', '"queues.v1" is not a contract'],
    ['{"queues.v1": {"input": {}}}', '"queues.v1" is not a contract'],
  ])('reports the path and the defect of a damaged file: %s', async (text, problem) => {
    writeFileSync(join(folder, LOCK), text);

    expect(await lock()).toBe(2);
    expect(lines.at(-1)).toContain(`! Cannot read ${join(folder, LOCK)}: ${problem}`);
  });
});

describe('the committed contracts', () => {
  it('match the code, because a difference breaks flows or needs a new lock', async () => {
    const current = (await describeActions(ACTIONS)).map(lockedContract);
    const problems = lockProblems(readLocked(CONTRACTS_FOLDER), current);

    expect(problems.map(({ message }) => message)).toEqual([]);
  });
});

const ACTION: DescribedAction = {
  name: 'order-pizza',
  summary: 'Orders a pizza',
  effect: 'read',
  version: 1,
  path: '/api/v1/dataactions/order-pizza',
  input: {
    type: 'object',
    required: ['address', 'price', 'isUrgent', 'toppings'],
    properties: {
      address: { type: 'string' },
      note: { type: 'string' },
      price: { type: 'number' },
      slices: { type: 'integer' },
      isUrgent: { type: 'boolean' },
      isGift: { type: 'boolean' },
      toppings: { type: 'array', items: { type: 'string' } },
      extras: { type: 'object', additionalProperties: true },
    },
  },
  output: {},
  extras: {},
};

const REQUIRED = { address: 'Main St 1', price: 9.5, isUrgent: true, toppings: '["ham"]' };
const ORDER = { address: 'Main St 1', price: 9.5, isUrgent: true, toppings: ['ham'] };

const bodyOf = (input: object, action = ACTION): unknown =>
  JSON.parse(new VelocityTemplate(requestTemplate(action)).render(mapOf({ input }))) as unknown;

/** Returns what the service reads from the platform's request. */
function received(input: object, action = ACTION) {
  const { input: data, context } = splitRequestBody(bodyOf(input, action));
  return { ...coerceInput(data, action.input), context };
}

describe('a generated request', () => {
  it('is enveloped, with the flow and the interaction', () => {
    const context = { flow_id: 'f-1', flow_name: 'Main', interaction_id: 'i-1', interaction_type: 'call' };

    expect(bodyOf({ ...REQUIRED, ...context })).toMatchObject({
      data: { address: 'Main St 1' },
      flow: { id: 'f-1', name: 'Main' },
      interaction: { id: 'i-1', type: 'call' },
    });
  });

  it('accepts ids without a name and a type', () => {
    expect(received({ ...REQUIRED, flow_id: 'f-1', flow_name: '', interaction_id: 'i-1' }).context).toEqual({
      flow: { id: 'f-1', name: 'f-1' },
      interaction: { id: 'i-1', type: 'unknown' },
    });
  });

  it.each([{}, { flow_id: 'f-1' }, { interaction_id: 'i-1', flow_id: '' }])(
    'omits an incomplete context: %j',
    (context) => {
      expect(received({ ...REQUIRED, ...context })).toEqual({ value: ORDER, droppedFields: 0 });
    },
  );

  it('transmits a value of every type', () => {
    const input = { ...REQUIRED, note: 'ring twice', slices: 8, isGift: false, extras: '{"dip": [1, {"a": null}]}' };

    expect(received(input).value).toEqual({
      ...ORDER,
      note: 'ring twice',
      slices: 8,
      isGift: false,
      extras: { dip: [1, { a: null }] },
    });
  });

  it('distinguishes zero and false from absent values', () => {
    expect(received({ ...REQUIRED, price: 0, isUrgent: false, slices: 0 }).value).toEqual({
      ...ORDER,
      price: 0,
      isUrgent: false,
      slices: 0,
    });
  });

  it('omits an empty optional text', () => {
    expect(received({ ...REQUIRED, note: '', extras: '' }).value).toEqual(ORDER);
  });

  it('transmits an empty required text, so that the service rejects it', () => {
    expect(received({ ...REQUIRED, address: '' }).value).toMatchObject({ address: '' });
  });

  it.each([
    ['quotes', 'He said "no"'],
    ['apostrophes', "O'Neil's"],
    ['line breaks and tabs', 'one\ntwo\r\n\tthree'],
    ['backslashes', 'C:\\new\\'],
    ['a plus', '+49 30 123'],
    ['a URL', 'https://a.example/?q=1&r=%20#x'],
    ['emoji and other scripts', 'Zoë 😀 山田'],
    ['Velocity syntax', '#if($x) $esc.url(1) #end ## $5 #set'],
    ['JSON', '{"a": ["b"]}'],
    ['line separators and control characters', '\u2028\u2029\u0000\u001f'],
  ])('transmits %s in required and optional texts and in the context', (_, text) => {
    const input = {
      ...REQUIRED,
      address: text,
      note: text,
      flow_id: text,
      interaction_id: text,
      interaction_type: text,
    };

    expect(received(input)).toMatchObject({
      value: { address: text, note: text },
      context: { flow: { id: text, name: text }, interaction: { id: text, type: text } },
    });
  });

  it('transmits any text, also inside a list that is sent as JSON', () => {
    const text = fc.string({ unit: 'binary', minLength: 1 });
    fc.assert(
      fc.property(text, fc.array(text), (note, toppings) => {
        const { value } = received({ ...REQUIRED, note, toppings: JSON.stringify(toppings) });
        expect(value).toEqual({ ...ORDER, note, toppings });
      }),
      { numRuns: 60 },
    );
  });

  it('keeps the template of a missing required input, so that the service detects it', () => {
    const { address: _, ...rest } = REQUIRED;

    expect(findUnrendered(received(rest).value, '')).toEqual([expect.stringMatching(/^address still contains/)]);
  });

  it('can have an empty input', () => {
    expect(bodyOf({}, { ...ACTION, input: { type: 'object' } })).toEqual({ data: {} });
  });
});

describe('a generated write', () => {
  const keyless: DescribedAction = { ...ACTION, effect: 'write', input: { properties: { note: { type: 'string' } } } };
  const empty: DescribedAction = { ...keyless, input: {} };

  it('accepts an idempotency key that its class does not declare', () => {
    expect(bodyOf({ idempotency_key: 'k-1', note: 'x' }, keyless)).toEqual({
      data: { idempotency_key: 'k-1', note: 'x' },
    });
    expect(bodyOf({ idempotency_key: 'k-1' }, empty)).toEqual({ data: { idempotency_key: 'k-1' } });
  });

  it('omits a missing key, so that the service does not have to drop a field', () => {
    expect(received({ note: 'x' }, keyless)).toEqual({ value: { note: 'x' }, droppedFields: 0 });
    expect(bodyOf({ idempotency_key: '' }, empty)).toEqual({ data: {} });
  });

  it('sends a key that its class declares like any optional input', () => {
    const keyed = { ...keyless, input: { properties: { idempotency_key: { type: 'string' } } } };

    expect(bodyOf({}, keyed)).toEqual({ data: { idempotency_key: null } });
    expect(bodyOf({ idempotency_key: 'k-1' }, keyed)).toEqual({ data: { idempotency_key: 'k-1' } });
  });
});
