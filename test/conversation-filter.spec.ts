import fc from './fast-check.js';
import { Conversation } from '../sandbox/genesys/conversation-shape.js';
import { queryConversations } from '../sandbox/genesys/conversation-query.js';
import { conversationsWithin } from '../sandbox/genesys/conversations.js';
import { ConversationSearch, conversationSearch } from '../src/conversation-filter/conversation-search.js';
import { InvalidFilter } from '../src/conversation-filter/invalid-filter.js';
import { PageWalk } from '../src/conversation-filter/page-walk.js';
import { parseFilter } from '../src/conversation-filter/parse-filter.js';
import { printFilter } from '../src/conversation-filter/print-filter.js';
import { ConversationCollector } from '../src/upstreams/genesys/responses/conversation-collector.js';
import { readConversationPage } from '../src/upstreams/genesys/responses/genesys-conversation-page.js';
import { randomFilters, viewsOf } from './random-filter.js';

const HOUR_MS = 3_600_000;
const FIRST_MS = Date.parse('2026-01-10T00:00:00Z');
const LAST_MS = Date.parse('2026-01-14T00:00:00Z');
const OPTIONS = { nowMs: LAST_MS, maxDays: 2 };

/** 288 conversations and those that went on into these four days. */
const ALL = conversationsWithin(FIRST_MS, LAST_MS).map((conversation) => ({
  conversation,
  beganMs: Date.parse(conversation.conversationStart),
  views: viewsOf(conversation),
}));

/** Hours after the first, two of them in order, by steps that no conversation keeps to. */
const spans = fc
  .tuple(fc.integer({ min: 0, max: 80 }), fc.integer({ min: 1, max: 96 }))
  .map(([from, length]) => [FIRST_MS + from * HOUR_MS * 0.97, FIRST_MS + (from + length) * HOUR_MS * 0.97] as const);

/** Asks the simulated platform, as the service would if it had no limits. */
function found(search: ConversationSearch): Conversation[] {
  const all = new ConversationCollector();
  const walk = new PageWalk(search, 50);
  for (let request = walk.next; request; request = walk.next) {
    const { query, window } = request;
    const json: unknown = JSON.parse(JSON.stringify(query));
    const { status, body } = queryConversations({ json } as Parameters<typeof queryConversations>[0]);
    expect({ status, body: status === 200 ? 'a page' : body }).toEqual({ status: 200, body: 'a page' });
    const page = readConversationPage(body);
    all.add(page?.conversations ?? [], window);
    walk.advance({ count: page?.conversations.length ?? 0, total: page?.total });
  }
  return all.all as Conversation[];
}

/** Whether the platform has room for a filter: what is denied becomes every other value, and alternatives multiply. */
function hasRoom(text: string): boolean {
  try {
    conversationSearch(text, OPTIONS);
    return true;
  } catch (error) {
    if (error instanceof InvalidFilter && error.message.includes('more than 500 conditions')) return false;
    throw error;
  }
}

const filtersWithRoom = randomFilters.filter(({ text }) => hasRoom(text));

const withoutPlaces = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (name, part: unknown) => (name === 'at' ? undefined : part)));

describe('a conversation filter', () => {
  it('selects the same conversations as the query that it becomes', () => {
    const counts = { some: 0, none: 0 };
    fc.assert(
      fc.property(filtersWithRoom, spans, ({ text, holds }, [fromMs, toMs]) => {
        const bounds = `createdDateTime >= ${new Date(fromMs).toISOString()} AND createdDateTime<${new Date(toMs).toISOString()}`;
        const selected = ALL.filter(
          ({ beganMs, views }) => beganMs >= fromMs && beganMs < Math.min(toMs, LAST_MS) && views.some(holds),
        ).map(({ conversation }) => conversation.conversationId);

        const search = conversationSearch(`(${text}) AND ${bounds}`, OPTIONS);

        expect(found(search).map(({ conversationId }) => conversationId)).toEqual(selected.reverse());
        counts[selected.length > 0 ? 'some' : 'none'] += 1;
      }),
      { numRuns: 300 },
    );

    // A property that only ever compared empty lists would prove nothing.
    expect(counts.some).toBeGreaterThan(100);
    expect(counts.none).toBeGreaterThan(10);
  });

  it('means the same after it was parsed and printed, and prints the same again', () => {
    fc.assert(
      fc.property(filtersWithRoom, ({ text }) => {
        const parsed = parseFilter(text);
        const printed = printFilter(parsed);

        expect(withoutPlaces(parseFilter(printed))).toEqual(withoutPlaces(parsed));
        expect(printFilter(parseFilter(printed))).toBe(printed);
        expect(conversationSearch(printed, OPTIONS)).toEqual(conversationSearch(text, OPTIONS));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps every value as it was written', () => {
    const values = fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => !/[^\P{Cc}\t\r\n]/u.test(value));
    fc.assert(
      fc.property(values, fc.constantFrom('"', "'"), (value, quote) => {
        const text = `ani = ${quote}${value.replace(/["'\\]/g, '\\$&')}${quote}`;

        expect(withoutPlaces(parseFilter(text))).toMatchObject({ value: { text: value } });
        expect(withoutPlaces(parseFilter(printFilter(parseFilter(text))))).toMatchObject({ value: { text: value } });
      }),
    );
  });

  it('is either understood or refused at a place in its text, whatever it is', () => {
    const words = [
      'AND',
      'or',
      'NOT',
      'in',
      'EXISTS',
      '(',
      ')',
      ',',
      '=',
      '!=',
      '>=',
      "'",
      '"',
      '\\',
      "'a'",
      'ani',
      '!',
    ];
    const fields = [
      'queue.id',
      'createdDateTime',
      'now-1h',
      'purpose',
      'agent',
      'conversationId',
      '2026-01-11',
      '\0',
      'é',
    ];
    const soup = fc
      .array(fc.constantFrom(...words, ...fields), { maxLength: 40 })
      .chain((parts) => fc.constantFrom('', ' ').map((blank) => parts.join(blank)));
    fc.assert(
      fc.property(fc.oneof(soup, fc.string({ unit: 'binary' })), (text) => {
        try {
          conversationSearch(text, OPTIONS);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidFilter);
          const { position, message } = error as InvalidFilter;
          expect(position).toBeGreaterThanOrEqual(1);
          expect(position).toBeLessThanOrEqual(text.length + 1);
          expect(message).toMatch(/^filter_expression: .+ \(at position \d+\)$/);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
