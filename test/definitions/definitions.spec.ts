import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ACTIONS } from '../../src/actions/actions.module.js';
import { dataActionOf } from '../../src/data-actions/contract/data-action.metadata.js';
import { runDefinitions } from '../../src/definitions/cli/definitions-command.js';
import { temporaryFolder } from '../support/clean-up.js';

/** Read from the decorators, so that the expectation includes new actions. */
const NAMES = ACTIONS.map((action) => dataActionOf(action)?.name ?? action.name).sort();
const FILES = [...NAMES.map((name) => `${name}.custom.json`), 'token.customAuth.json'];

let folder: string;
let lines: string[];

beforeEach(() => {
  folder = temporaryFolder('definitions');
  lines = [];
});

const run = (...args: string[]): Promise<number> =>
  runDefinitions(args, {
    actions: ACTIONS,
    contractsFolder: join(folder, 'contracts'),
    stdin: Readable.from([]),
    print: (line) => lines.push(line),
    complain: (line) => lines.push(`! ${line}`),
  });

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
    expect(lines.at(-1)).toBe(`${FILES.length} Data Actions in ${FILES.length} files checked, nothing found`);
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
      '! --secure nope: there is no such action',
      expect.stringMatching(/^! Cannot write to .*file\/below: ENOTDIR/),
      '! --out is missing: the folder to write to',
    ]);
  });
});
