import { renderWithin } from './render-within.js';

describe('renderWithin', () => {
  it('renders all items that fit', () => {
    expect(renderWithin(['a', 'b'], 10, (item, index) => `${item}${index}`)).toEqual({
      texts: ['a0', 'b1'],
      leftOut: 0,
    });
  });

  it('counts the items that do not fit, and renders at most one of them', () => {
    const rendered: number[] = [];
    const { texts, leftOut } = renderWithin([1, 2, 3, 4, 5], 7, (item) => {
      rendered.push(item);
      return 'é€';
    });

    expect(texts).toHaveLength(1);
    expect(leftOut).toBe(4);
    expect(rendered).toEqual([1, 2]);
  });
});
