import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readClients } from './registered-client.js';
import { temporaryFolder } from '../../../test/support/clean-up.js';

const SALT = 'AAAAAAAAAAAAAAAAAAAAAA';
const DIGEST = 'A'.repeat(43);
const HASH = `scrypt:ln=14,r=8,p=1:${SALT}:${DIGEST}`;
const CLIENT = { id: 'flows', secret: HASH, scopes: ['dataaction:read'], organisation: 'org-1' };

const messageOf = (value: unknown): string => {
  try {
    readClients(typeof value === 'string' ? value : JSON.stringify(value));
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

describe('the clients in an environment variable', () => {
  let folder: string;

  beforeAll(() => {
    folder = temporaryFolder('clients');
  });

  it('are found by id', () => {
    const clients = readClients(JSON.stringify([CLIENT, { ...CLIENT, id: 'Other_1~-' }]));

    expect([...clients.keys()]).toEqual(['flows', 'Other_1~-']);
    expect(clients.get('flows')).toMatchObject({
      id: 'flows',
      organisation: 'org-1',
      scopes: ['dataaction:read'],
      secret: { cost: { log2N: 14, parallelisation: 1 } },
    });
  });

  it('can be in a file that the variable names', () => {
    const path = join(folder, 'clients.json');
    writeFileSync(path, `\n${JSON.stringify([CLIENT])}\n`);

    expect([...readClients(path).keys()]).toEqual(['flows']);
  });

  it.each([
    ['/nowhere/hunter2.json', 'must be a JSON list of clients, or the path of a readable file'],
    ['[hunter2', 'must contain a list of clients in JSON'],
    [[], 'must contain a list of clients in JSON'],
    [['hunter2'], 'client 1 that is not an object'],
    [[null], 'client 1 that is not an object'],
    [[{ ...CLIENT, scope: 'hunter2' }], 'client 1 with unknown members; allowed are id, secret, scopes, organisation'],
    [[CLIENT, { ...CLIENT }], 'contains two clients with the same id: client 2'],
    [[{ ...CLIENT, id: 'hunter2.x' }], 'client 1 whose id'],
    [[{ ...CLIENT, id: 'hunter2:x' }], 'client 1 whose id'],
    [[{ ...CLIENT, id: '' }], 'client 1 whose id'],
    [[{ ...CLIENT, id: 'x'.repeat(129) }], 'client 1 whose id'],
    [[{ ...CLIENT, id: 7 }], 'client 1 whose id'],
    [[{ ...CLIENT, organisation: undefined }], 'client 1 whose organisation'],
    [[{ ...CLIENT, organisation: 'two words' }], 'client 1 whose organisation'],
    [[{ ...CLIENT, scopes: [] }], 'client 1 whose scopes'],
    [[{ ...CLIENT, scopes: 'dataaction:read' }], 'client 1 whose scopes'],
    [[{ ...CLIENT, scopes: ['dataaction:*'] }], 'client 1 whose scopes'],
    [[CLIENT, { ...CLIENT, id: 'b', secret: 'hunter2' }], 'client 2 whose secret is not a hash'],
    [[CLIENT, { ...CLIENT, id: 'b', secret: HASH.replace('14', '15') }], 'hashed at the same cost'],
    [`[{"id":"a","id":"b"}]`, 'must contain a list of clients in JSON'],
  ])('are rejected: %j', (value, message) => {
    expect(messageOf(value)).toContain(message);
    expect(messageOf(value)).not.toContain('hunter2');
  });
});
