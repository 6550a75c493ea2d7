import { DataActionCall } from '../data-actions/request/data-action-call.js';
import { GenesysClient } from '../upstreams/genesys/genesys.client.js';
import { QueuesAction } from './queues.action.js';

const BILLING = {
  id: 'q-1',
  name: 'Billing',
  description: '',
  divisionId: 'd-1',
  divisionName: 'Home',
  memberCount: 18,
  joinedMemberCount: 9,
};

describe('QueuesAction', () => {
  it('asks Genesys Cloud for the page on behalf of the call, and tells the queues and the paging apart', async () => {
    const asked: unknown[] = [];
    const genesys = {
      queues: async (...question: unknown[]) => {
        asked.push(question);
        return { queues: [BILLING], pageNumber: 2, pageSize: 1, total: 2, pageCount: 2 };
      },
    } as unknown as GenesysClient;
    const call = {} as DataActionCall;

    const output = await new QueuesAction(genesys).execute({ name: 'Bill*', pageSize: 1, pageNumber: 2 }, call);

    expect(output).toEqual({
      entities: [BILLING],
      pagination: { pageNumber: 2, pageSize: 1, total: 2, pageCount: 2 },
    });
    expect(asked).toEqual([[{ ids: undefined, name: 'Bill*', pageSize: 1, pageNumber: 2 }, call]]);
  });
});
