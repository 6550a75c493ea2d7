import { limitMessages, MessageList } from './message-list.js';

describe('MessageList', () => {
  it('keeps ten messages and counts the rest', () => {
    const list = new MessageList();
    let built = 0;
    for (let index = 0; index < 4_000; index += 1) list.add(() => `message ${(built += 1)}`);

    expect(list.messages).toHaveLength(11);
    expect(list.messages.at(-1)).toBe('… and 3990 more');
    expect(list.count).toBe(4_000);
    expect(built).toBe(10);
  });

  it('cuts a long message', () => {
    const list = new MessageList();
    list.add(() => 'k'.repeat(30_000));

    expect(list.messages[0]).toHaveLength(500);
  });

  it('is empty until a message is added', () => {
    const list = new MessageList();
    expect(list.isEmpty).toBe(true);
    expect(list.messages).toEqual([]);
  });
});

describe('limitMessages', () => {
  it('returns a list within the limits unchanged', () => {
    const messages = ['one', 'two'];
    expect(limitMessages(messages)).toBe(messages);
  });

  it('limits the number of messages, and returns an already limited list unchanged', () => {
    const limited = limitMessages(Array.from({ length: 50 }, (_, index) => `m${index}`));
    expect(limited).toHaveLength(11);
    expect(limitMessages(limited)).toBe(limited);
  });

  it('limits the length of each message', () => {
    expect(limitMessages(['x'.repeat(501)])).toEqual([`${'x'.repeat(499)}…`]);
  });
});
