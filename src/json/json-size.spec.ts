import { findExcess } from './json-size.js';

const LIMITS = { maxDepth: 3, maxValues: 6 };

describe('findExcess', () => {
  it.each([
    ['{"a":[{"b":1}]}', undefined],
    ['{"a":[{"b":[]}]}', 'depth'],
    ['[[],[],[],[]]', 'values'],
    ['[1,2,3,4,5,6]', undefined],
    ['[1,2,3,4,5,6,7]', 'values'],
    ['["[[[[[[,,,,,,,,"]', undefined],
    ['["\\"[[[[","\\\\"]', undefined],
    ['"no end [[[[[', undefined],
    ['"\\', undefined],
    [']]]]', undefined],
    ['', undefined],
  ])('reports the exceeded limit of %s as %s', (text, excess) => {
    expect(findExcess(text, LIMITS)).toBe(excess);
  });

  it('stops at the first level beyond the limit', () => {
    expect(findExcess('['.repeat(2_000_000), { maxDepth: 100 })).toBe('depth');
  });
});
