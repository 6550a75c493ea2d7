import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { IsString } from 'class-validator';
import { ACTIONS } from '../../src/actions/actions.module.js';
import { DataAction, Execute, Input } from '../../src/data-actions/decorators/data-action.decorator.js';
import { lockedContract, lockProblems } from '../../src/definitions/contract/contract-lock.js';
import { runDefinitions } from '../../src/definitions/cli/definitions-command.js';
import { describeActions } from '../../src/definitions/action/described-action.js';
import { CONTRACTS_FOLDER, readLocked } from '../../src/definitions/contract/contract-files.js';
import { temporaryFolder } from '../support/clean-up.js';

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

  let folder: string;
  let lines: string[];

  beforeEach(() => {
    folder = temporaryFolder('contracts');
    lines = [];
  });

  const lock = (actions = ACTIONS): Promise<number> =>
    runDefinitions(['--lock'], {
      actions,
      contractsFolder: folder,
      stdin: Readable.from([]),
      print: (line) => lines.push(line),
      complain: (line) => lines.push(`! ${line}`),
    });

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
    ['{"queues": {}}', '"queues" is no contract'],
    ['{"queues.v1": null}', '"queues.v1" is no contract'],
    ['{"queues.v1": {"input": {}}}', '"queues.v1" is no contract'],
  ])('names a damaged file: %s', async (text, problem) => {
    writeFileSync(join(folder, LOCK), text);

    expect(await lock()).toBe(2);
    expect(lines.at(-1)).toContain(`! Cannot read ${join(folder, LOCK)}: ${problem}`);
  });
});

describe('the committed contracts', () => {
  it('match the code: a difference breaks flows or needs a new lock', async () => {
    const current = (await describeActions(ACTIONS)).map(lockedContract);
    const problems = lockProblems(readLocked(CONTRACTS_FOLDER), current);

    expect(problems.map(({ message }) => message)).toEqual([]);
  });
});
