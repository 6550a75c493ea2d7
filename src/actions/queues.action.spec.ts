import { DataActionCall } from '../data-actions/request/context/data-action-call.js';
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
  it('requests the page from Genesys Cloud and returns queues and pagination separately', async () => {
    const requests: unknown[] = [];
    const genesys = {
      queues: async (...request: unknown[]) => {
        requests.push(request);
        return { queues: [BILLING], pageNumber: 2, pageSize: 1, total: 2, pageCount: 2 };
      },
    } as unknown as GenesysClient;
    const call = {} as DataActionCall;

    const output = await new QueuesAction(genesys).execute({ name: 'Bill*', pageSize: 1, pageNumber: 2 }, call);

    expect(output).toEqual({
      entities: [BILLING],
      pagination: { pageNumber: 2, pageSize: 1, total: 2, pageCount: 2 },
    });
    expect(requests).toEqual([[{ ids: undefined, name: 'Bill*', pageSize: 1, pageNumber: 2 }, call]]);
  });
});
