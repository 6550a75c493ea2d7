import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from '../support/fast-check.js';
import { Conversation } from '../../sandbox/genesys/conversations/conversation-shape.js';
import { queryConversations } from '../../sandbox/genesys/conversations/conversation-query.js';
import { conversationsWithin } from '../../sandbox/genesys/conversations/conversations.js';
import { ConversationSearch, conversationSearch } from '../../src/conversation-filter/conversation-search.js';
import { findDimension } from '../../src/conversation-filter/formula/dimensions.js';
import { InvalidFilter } from '../../src/conversation-filter/language/invalid-filter.js';
import { PageWalk } from '../../src/conversation-filter/page-walk.js';
import { parseFilter } from '../../src/conversation-filter/language/parse-filter.js';
import { printFilter } from '../../src/conversation-filter/language/print-filter.js';
import { ConversationCollector } from '../../src/upstreams/genesys/responses/conversation-collector.js';
import { readConversationPage } from '../../src/upstreams/genesys/responses/genesys-conversation-page.js';
import { randomFilters, viewsOf } from './random-filter.js';

const HOUR_MS = 3_600_000;
const FIRST_MS = Date.parse('2026-01-10T00:00:00Z');
const LAST_MS = Date.parse('2026-01-14T00:00:00Z');
const OPTIONS = { nowMs: LAST_MS, maxDays: 2 };

/** The 288 conversations that began in these four days, and earlier ones that were still active. */
const ALL = conversationsWithin(FIRST_MS, LAST_MS).map((conversation) => ({
  conversation,
  beganMs: Date.parse(conversation.conversationStart),
  views: viewsOf(conversation),
}));

/** Intervals with a start before their end. The steps of 0.97 hours never fall on the start of a conversation. */
const spans = fc
  .tuple(fc.integer({ min: 0, max: 80 }), fc.integer({ min: 1, max: 96 }))
  .map(([from, length]) => [FIRST_MS + from * HOUR_MS * 0.97, FIRST_MS + (from + length) * HOUR_MS * 0.97] as const);

/** Queries the simulated platform as the service does, but reads all pages. */
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

/** Returns whether the query for a filter has at most 500 conditions. Negations and alternatives expand to many conditions. */
function fitsLimit(text: string): boolean {
  try {
    conversationSearch(text, OPTIONS);
    return true;
  } catch (error) {
    if (error instanceof InvalidFilter && error.message.includes('more than 500 conditions')) return false;
    throw error;
  }
}

const filtersWithinLimit = randomFilters.filter(({ text }) => fitsLimit(text));

const withoutPositions = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (name, part: unknown) => (name === 'at' ? undefined : part)));

describe('a conversation filter', () => {
  it('selects the same conversations as the query that is generated from it', () => {
    const counts = { some: 0, none: 0 };
    fc.assert(
      fc.property(filtersWithinLimit, spans, ({ text, holds }, [fromMs, toMs]) => {
        const bounds = `createdDateTime >= ${new Date(fromMs).toISOString()} AND createdDateTime<${new Date(toMs).toISOString()}`;
        const selected = ALL.filter(
          ({ beganMs, views }) => beganMs >= fromMs && beganMs < Math.min(toMs, LAST_MS) && views.some(holds),
        ).map(({ conversation }) => conversation.conversationId);

        const search = conversationSearch(`(${text}) AND ${bounds}`, OPTIONS);

        expect(found(search).map(({ conversationId }) => conversationId)).toEqual(selected.reverse());
        counts[selected.length > 0 ? 'some' : 'none'] += 1;
      }),
      { numRuns: 100 },
    );

    // A test that compares only empty lists proves nothing.
    expect(counts.some).toBeGreaterThan(30);
    expect(counts.none).toBeGreaterThan(3);
  });

  it('has the same meaning after it is parsed and printed, and the printed text does not change in a second round', () => {
    fc.assert(
      fc.property(filtersWithinLimit, ({ text }) => {
        const parsed = parseFilter(text);
        const printed = printFilter(parsed);

        expect(withoutPositions(parseFilter(printed))).toEqual(withoutPositions(parsed));
        expect(printFilter(parseFilter(printed))).toBe(printed);
        expect(conversationSearch(printed, OPTIONS)).toEqual(conversationSearch(text, OPTIONS));
      }),
      { numRuns: 150 },
    );
  });

  it('preserves every value', () => {
    const values = fc.string({ unit: 'grapheme', minLength: 1 }).filter((value) => !/[^\P{Cc}\t\r\n]/u.test(value));
    fc.assert(
      fc.property(values, fc.constantFrom('"', "'"), (value, quote) => {
        const text = `ani = ${quote}${value.replace(/["'\\]/g, '\\$&')}${quote}`;

        expect(withoutPositions(parseFilter(text))).toMatchObject({ value: { text: value } });
        expect(withoutPositions(parseFilter(printFilter(parseFilter(text))))).toMatchObject({ value: { text: value } });
      }),
    );
  });

  it('is parsed, or is rejected with a position in its text', () => {
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
      { numRuns: 300 },
    );
  });
});

describe('docs/conversation-filter.md', () => {
  const PAGE = readFileSync(join(__dirname, '..', '..', 'docs', 'conversation-filter.md'), 'utf8');
  const OPTIONS = { nowMs: Date.parse('2026-11-21T12:00:00Z'), maxDays: 31 };

  /** Returns the text of a section. */
  const section = (heading: string): string => PAGE.split('\n## ').find((part) => part.startsWith(heading)) ?? '';

  const filtersIn = (heading: string): string[] =>
    [...section(heading).matchAll(/^\| `(.+?)` +\|/gm)].map(([, filter = '']) => filter);

  it.each(filtersIn('Syntax'))('shows the valid filter %s', (filter) => {
    expect(() => conversationSearch(filter, OPTIONS)).not.toThrow();
  });

  it.each(filtersIn('Unsupported filters'))('shows the rejected filter %s', (filter) => {
    expect(() => conversationSearch(filter, OPTIONS)).toThrow(InvalidFilter);
  });

  it('shows nine valid and eight rejected filters', () => {
    expect(filtersIn('Syntax').length).toBe(9);
    expect(filtersIn('Unsupported filters').length).toBe(8);
  });

  it.each([
    ['- **Of a segment**', 'segment'],
    ['- **Of the conversation**', 'conversation'],
  ])('lists fields of the right level under %s', (bullet, level) => {
    const text =
      section('Fields')
        .split('\n- ')
        .find((part) => `- ${part}`.startsWith(bullet)) ?? '';
    const named = [...text.matchAll(/`(\w+)`/g)].map(([, name = '']) => findDimension(name));

    expect(named.length).toBeGreaterThan(5);
    expect(named.every((dimension) => dimension?.level === level)).toBe(true);
  });

  it('lists the fields that support the comparison "not equal"', () => {
    const [paragraph = ''] = /`direction`, [^.]*boolean fields/.exec(section('Unsupported filters')) ?? [];
    const named = [...paragraph.matchAll(/`(\w+)`/g)].map(([, name = '']) => findDimension(name)?.values?.length ?? 0);

    expect(named).toEqual([2, 2, 11, 19]);
  });
});
