import { readConversationPage } from './genesys-conversation-page.js';

describe('a page of conversations', () => {
  it.each([
    [
      { conversations: [{ conversationId: 'c' }], totalHits: 7 },
      { conversations: [{ conversationId: 'c' }], total: 7 },
    ],
    [
      { conversations: [], totalHits: 0 },
      { conversations: [], total: 0 },
    ],
    [{}, { conversations: [], total: undefined }],
    [
      { conversations: [{}], totalHits: 'many' },
      { conversations: [{}], total: undefined },
    ],
    [{ aggregations: [] }, { conversations: [], total: undefined }],
  ])('is read from %j', (body, page) => {
    expect(readConversationPage(body)).toEqual(page);
  });

  it.each([
    null,
    'text',
    7,
    [],
    { conversations: null },
    { conversations: {} },
    { conversations: [null] },
    { conversations: ['c'] },
  ])('is not read from %j', (body) => {
    expect(readConversationPage(body)).toBeUndefined();
  });
});
