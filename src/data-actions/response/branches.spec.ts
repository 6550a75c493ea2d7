import { limitResults, SettledBranch } from './branches.js';

const result = (bytes: number): SettledBranch => ({ result: { status: 200, data: { text: 'x'.repeat(bytes) } } });

const failed = (branches: ReadonlyMap<string, SettledBranch>): string[] =>
  [...branches].filter(([, branch]) => 'failure' in branch).map(([source]) => source);

describe('limitResults', () => {
  it('returns results within the limit unchanged', async () => {
    const settled = new Map([
      ['crm', result(900_000)],
      ['orders', result(900_000)],
    ]);

    expect(await limitResults(settled)).toEqual(settled);
  });

  it('replaces the largest result by a failure, and keeps the others', async () => {
    const settled = new Map([
      ['crm', result(800_000)],
      ['orders', result(1_200_000)],
      ['genesys', result(10)],
    ]);

    expect(failed(await limitResults(settled))).toEqual(['orders']);
  });

  it('replaces several results by failures if one is not enough', async () => {
    const settled = new Map([
      ['crm', result(2_000_000)],
      ['orders', result(1_950_000)],
      ['genesys', result(10)],
    ]);

    expect(failed(await limitResults(settled))).toEqual(['crm', 'orders']);
  });
});
