import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { conversationSearch } from '../../src/conversation-filter/conversation-search.js';
import { findDimension } from '../../src/conversation-filter/formula/dimensions.js';
import { InvalidFilter } from '../../src/conversation-filter/language/invalid-filter.js';

const PAGE = readFileSync(join(__dirname, '..', '..', 'docs', 'conversation-filter.md'), 'utf8');
const OPTIONS = { nowMs: Date.parse('2026-11-21T12:00:00Z'), maxDays: 31 };

/** Returns the text of a section. */
const section = (heading: string): string => PAGE.split('\n## ').find((part) => part.startsWith(heading)) ?? '';

const filtersIn = (heading: string): string[] =>
  [...section(heading).matchAll(/^\| `(.+?)` +\|/gm)].map(([, filter = '']) => filter);

describe('docs/conversation-filter.md', () => {
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

  it('lists the fields that support "not equal"', () => {
    const [paragraph = ''] = /`direction`, [^.]*boolean fields/.exec(section('Unsupported filters')) ?? [];
    const named = [...paragraph.matchAll(/`(\w+)`/g)].map(([, name = '']) => findDimension(name)?.values?.length ?? 0);

    expect(named).toEqual([2, 2, 11, 19]);
  });
});
