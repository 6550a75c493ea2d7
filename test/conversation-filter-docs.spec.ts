import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { conversationSearch } from '../src/conversation-filter/conversation-search.js';
import { findDimension } from '../src/conversation-filter/dimensions.js';
import { InvalidFilter } from '../src/conversation-filter/invalid-filter.js';

const PAGE = readFileSync(join(__dirname, '..', 'docs', 'conversation-filter.md'), 'utf8');
const OPTIONS = { nowMs: Date.parse('2026-11-21T12:00:00Z'), maxDays: 31 };

/** The text from a heading to the next. */
const section = (heading: string): string => PAGE.split('\n## ').find((part) => part.startsWith(heading)) ?? '';

const filtersIn = (heading: string): string[] =>
  [...section(heading).matchAll(/^\| `(.+?)` +\|/gm)].map(([, filter = '']) => filter);

describe('docs/conversation-filter.md', () => {
  it.each(filtersIn('The language'))('shows %s, which is understood', (filter) => {
    expect(() => conversationSearch(filter, OPTIONS)).not.toThrow();
  });

  it.each(filtersIn('What cannot be searched for'))('shows %s, which is refused', (filter) => {
    expect(() => conversationSearch(filter, OPTIONS)).toThrow(InvalidFilter);
  });

  it('shows some of each', () => {
    expect(filtersIn('The language').length).toBe(9);
    expect(filtersIn('What cannot be searched for').length).toBe(8);
  });

  it.each([
    ['- **Of a segment**', 'segment'],
    ['- **Of the conversation**', 'conversation'],
  ])('names fields %s', (bullet, level) => {
    const text =
      section('The fields')
        .split('\n- ')
        .find((part) => `- ${part}`.startsWith(bullet)) ?? '';
    const named = [...text.matchAll(/`(\w+)`/g)].map(([, name = '']) => findDimension(name));

    expect(named.length).toBeGreaterThan(5);
    expect(named.every((dimension) => dimension?.level === level)).toBe(true);
  });

  it('names fields of which "not equal" can be said', () => {
    const [paragraph = ''] = /`direction`, [^.]*everything/.exec(section('What cannot be searched for')) ?? [];
    const named = [...paragraph.matchAll(/`(\w+)`/g)].map(([, name = '']) => findDimension(name)?.values?.length ?? 0);

    expect(named).toEqual([2, 2, 11, 19]);
  });
});
