import { registerSecrets, removeOwnSecrets } from './own-secrets.js';

describe('removeOwnSecrets', () => {
  let secrets: string[] = [];
  registerSecrets(() => secrets);

  beforeEach(() => (secrets = ['s3', 'a"b/c', 's3cret', '']));
  afterAll(() => (secrets = []));

  it.each([
    ['key s3 is wrong', 'key [x] is wrong'],
    ['key s3cret is wrong', 'key [x] is wrong'],
    ['{"key":"a\\"b/c"}', '{"key":"[x]"}'],
    ['?key=a%22b%2Fc', '?key=[x]'],
    ['no secret', 'no secret'],
    ['', ''],
  ])('changes %s to %s', (text, shown) => {
    expect(removeOwnSecrets(text, '[x]')).toBe(shown);
  });

  it('uses the current value of a secret that changes', () => {
    secrets = ['new'];
    expect(removeOwnSecrets('s3 new', '[x]')).toBe('s3 [x]');
  });
});
