import { ConversationCollector } from './conversation-collector.js';

const WINDOW = { fromMs: Date.parse('2026-01-10T12:00:00Z'), toMs: Date.parse('2026-01-11T12:00:00Z') };

const conversation = (conversationId: string, conversationStart: string) => ({ conversationId, conversationStart });

const idsOf = (found: ConversationCollector): unknown[] =>
  found.all.map((one) => (one as { conversationId?: string }).conversationId);

function collected(...page: object[]): unknown[] {
  const found = new ConversationCollector();
  found.add(page, WINDOW);
  return idsOf(found);
}

describe('ConversationCollector', () => {
  it('keeps the order, and each conversation once', () => {
    const found = new ConversationCollector();
    found.add([conversation('c-3', '2026-01-11T03:00:00Z'), conversation('c-2', '2026-01-11T02:00:00Z')], WINDOW);
    found.add([conversation('c-2', '2026-01-11T02:00:00Z'), conversation('c-1', '2026-01-11T01:00:00Z')], WINDOW);

    expect(idsOf(found)).toEqual(['c-3', 'c-2', 'c-1']);
    expect(found.isFull).toBe(false);
  });

  it.each([
    ['2026-01-10T11:59:59.999Z', false],
    ['2026-01-10T00:00:00.000Z', false],
    ['2026-01-10T12:00:00.000Z', true],
    ['2026-01-11T11:59:59.999Z', true],
    ['2026-01-11T12:00:00.000Z', false],
    ['2026-01-11T23:59:59.999Z', false],
  ])('keeps conversations that started in the interval: at %s is %s', (start, isCollected) => {
    expect(collected(conversation('c', start))).toEqual(isCollected ? ['c'] : []);
  });

  it('keeps conversations of other days that the platform returns', () => {
    const early = conversation('early', '2026-01-09T23:59:59Z');
    const late = conversation('late', '2026-01-12T00:00:00Z');

    expect(collected(early, late)).toEqual(['early', 'late']);
  });

  it('keeps conversations without id or start', () => {
    expect(collected({}, {}, { conversationId: 'c', conversationStart: 'once' })).toEqual([undefined, undefined, 'c']);
  });

  it('limits the result to the size that a flow accepts', () => {
    const found = new ConversationCollector();
    const large = (id: number) => ({ conversationId: `c-${id}`, notes: 'é'.repeat(150_000) });
    found.add([large(1), large(2), large(3), large(4), large(5), large(6), large(7)], WINDOW);

    expect(idsOf(found)).toEqual(['c-1', 'c-2', 'c-3', 'c-4', 'c-5', 'c-6']);
    expect(found.isFull).toBe(true);
    expect(Buffer.byteLength(JSON.stringify(found.all))).toBeLessThan(1_900_000);
  });
});
