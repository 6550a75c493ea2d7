import { seeded, seededChoice, seededId } from './seeded.js';

describe('seeded data', () => {
  it('is the same in every run', () => {
    expect(seeded('a', 1)).toBe(1329158702);
    expect(seededId('a', 1)).toBe('4f395a2e-9ea1-4068-8348-d38413545827');
  });

  it('generates different ids in the form of version 4 UUIDs', () => {
    const ids = Array.from({ length: 200 }, (_, index) => seededId('x', index));

    expect(new Set(ids).size).toBe(200);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('returns each of the choices', () => {
    const chosen = Array.from({ length: 100 }, (_, index) => seededChoice(['a', 'b', 'c'], index));

    expect(new Set(chosen)).toEqual(new Set(['a', 'b', 'c']));
  });
});
