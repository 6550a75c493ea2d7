import { readQueuePage } from './genesys-queue.js';

const REQUESTED_PAGE = { pageSize: 25, pageNumber: 3 };

describe('readQueuePage', () => {
  it('reads a page', () => {
    const body = {
      entities: [
        {
          id: 'q-1',
          name: 'Billing',
          description: 'Invoices',
          division: { id: 'd-1', name: 'Home', selfUri: '/api/v2/authorization/divisions/d-1' },
          memberCount: 18,
          joinedMemberCount: 9,
          mediaSettings: {},
        },
      ],
      pageSize: 10,
      pageNumber: 2,
      total: 11,
      pageCount: 2,
    };

    expect(readQueuePage(body, REQUESTED_PAGE)).toEqual({
      queues: [
        {
          id: 'q-1',
          name: 'Billing',
          description: 'Invoices',
          divisionId: 'd-1',
          divisionName: 'Home',
          memberCount: 18,
          joinedMemberCount: 9,
        },
      ],
      pageSize: 10,
      pageNumber: 2,
      total: 11,
      pageCount: 2,
    });
  });

  it('uses empty values for missing fields', () => {
    const page = readQueuePage(
      { entities: [{ id: 'q-1', name: null, division: null, memberCount: null }] },
      REQUESTED_PAGE,
    );

    expect(page?.queues).toEqual([
      {
        id: 'q-1',
        name: '',
        description: '',
        divisionId: '',
        divisionName: '',
        memberCount: 0,
        joinedMemberCount: 0,
      },
    ]);
  });

  it('fills in the paging from the request', () => {
    expect(readQueuePage({ entities: [], total: 51 }, REQUESTED_PAGE)).toMatchObject({
      pageSize: 25,
      pageNumber: 3,
      total: 51,
      pageCount: 3,
    });
  });

  it.each([
    [null],
    ['text'],
    [[]],
    [{}],
    [{ entities: null }],
    [{ entities: {} }],
    [{ entities: [null] }],
    [{ entities: ['q-1'] }],
  ])('rejects %j', (body) => {
    expect(readQueuePage(body, REQUESTED_PAGE)).toBeUndefined();
  });
});
