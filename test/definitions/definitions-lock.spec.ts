import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { ACTIONS } from '../../src/actions/actions.module.js';
import { lockedContract, lockProblems } from '../../src/definitions/contract/contract-lock.js';
import { runDefinitions } from '../../src/definitions/cli/definitions-command.js';
import { describeActions } from '../../src/definitions/action/described-action.js';
import { CONTRACTS_FOLDER, readLocked } from '../../src/definitions/contract/contract-files.js';

describe('npm run definitions -- --lock', () => {
  const LOCK = 'customer-lookup.v1.json';

  let folder: string;
  let lines: string[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'contracts-'));
    lines = [];
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const lock = (): Promise<number> =>
    runDefinitions(['--lock'], {
      actions: ACTIONS,
      contractsFolder: folder,
      stdin: Readable.from([]),
      print: (line) => lines.push(line),
      complain: (line) => lines.push(`! ${line}`),
    });

  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');

  it('writes one contract per action and version, without descriptions, and accepts it on the next run', async () => {
    expect(await lock()).toBe(0);
    expect(await lock()).toBe(0);

    expect(readdirSync(folder)).toHaveLength(ACTIONS.length);
    expect(JSON.parse(read(LOCK))).toMatchObject({
      action: 'customer-lookup',
      version: 1,
      input: { required: ['customer_id'], properties: { customer_id: { type: 'string' } } },
    });
  });

  it('keeps a locked contract that the code would break', async () => {
    await lock();
    const locked = read(LOCK).replaceAll('customer_id', 'customerId');
    writeFileSync(join(folder, LOCK), locked);

    expect(await lock()).toBe(1);
    expect(lines.slice(-2)).toEqual([
      expect.stringMatching(/^! customer-lookup: the input customerId is missing, .* to 2 and run npm run definitions/),
      expect.stringMatching(/^! customer-lookup: the input customer_id is new and required, /),
    ]);
    expect(read(LOCK)).toBe(locked);
  });

  it('names a file that is not the expected contract', async () => {
    await lock();
    writeFileSync(join(folder, LOCK), '{');
    expect(await lock()).toBe(2);
    writeFileSync(join(folder, LOCK), read('queues.v1.json'));
    expect(await lock()).toBe(2);

    expect(lines.slice(-2)).toEqual([
      expect.stringMatching(/^! Cannot read .*customer-lookup\.v1\.json: /),
      '! contracts/customer-lookup.v1.json holds queues.v1.json',
    ]);
  });
});

describe('the committed contracts', () => {
  it('match the code: a difference breaks flows or needs a new lock', async () => {
    const current = (await describeActions(ACTIONS)).map(lockedContract);
    const problems = lockProblems(readLocked(CONTRACTS_FOLDER), current);

    expect(problems.map(({ message }) => message)).toEqual([]);
  });
});
