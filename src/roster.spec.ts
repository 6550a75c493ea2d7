import { Roster } from './roster.js';

const names = (roster: Roster<{ name: string }>): string[] => [...roster].map(({ name }) => name).sort();

describe('a roster', () => {
  const [a, b, c] = ['a', 'b', 'c'].map((name) => ({ name })) as [{ name: string }, { name: string }, { name: string }];
  let roster: Roster<{ name: string }>;

  beforeEach(() => {
    roster = new Roster();
    for (const member of [a, b, c]) roster.add(member);
  });

  it.each([
    [[a], ['b', 'c']],
    [[b], ['a', 'c']],
    [[c], ['a', 'b']],
    [[a, c], ['b']],
    [[c, a, b], []],
  ])('is left by %j and by nobody else', (leaving, rest) => {
    for (const member of leaving) roster.remove(member);

    expect(names(roster)).toEqual(rest);
    expect(roster.size).toBe(rest.length);
  });

  it('takes back who has left', () => {
    roster.remove(a);
    roster.add(a);
    roster.remove(c);

    expect(names(roster)).toEqual(['a', 'b']);
  });

  it('cannot be left twice, nor by a stranger', () => {
    roster.remove(b);
    roster.remove(b);
    roster.remove({ name: 'd' });

    expect(names(roster)).toEqual(['a', 'c']);
  });

  it('may be left while it is read', () => {
    const met: string[] = [];
    for (const member of roster) {
      met.push(member.name);
      for (const other of [a, b, c]) roster.remove(other);
    }

    expect(met).toEqual(['a', 'b', 'c']);
    expect(roster.size).toBe(0);
  });
});
