import { findUnrendered, hasTemplateReference } from './unrendered-template.js';

describe('an unrendered template', () => {
  it.each([
    '${input.customer_id}',
    '$!{input.customer_id}',
    '${authResponse.access_token}',
    '$input.customer_id',
    '$!input.customer_id',
    'before ${input.x} after',
    '"$esc.jsonString(${input.x})"',
    '${x}',
    '${input.customer-id}',
  ])('is found in %s', (text) => {
    expect(hasTemplateReference(text)).toBe(true);
  });

  it.each([
    '',
    '$',
    '$5',
    '${}',
    '${ }',
    '$ {x}',
    '{x}',
    '${1}',
    '$inputs',
    'input.x',
    '$(x)',
    '#{x}',
    '%{x}',
    '{{x}}',
    '$input',
  ])('is not found in "%s"', (text) => {
    expect(hasTemplateReference(text)).toBe(false);
  });

  it('is found at any depth and named by its field', () => {
    const value = {
      id: '${input.id}',
      good: 'text',
      none: null,
      number: 7,
      list: ['a', '$!{input.b}', { deep: '$input.c' }],
    };
    const message = "still contains an unrendered template: the Data Action's request template did not fill it";

    expect(findUnrendered(value, '')).toEqual([`id ${message}`, `list.1 ${message}`, `list.2.deep ${message}`]);
    expect(findUnrendered(value, 'data')[0]).toBe(`data.id ${message}`);
  });

  it.each([[null], [undefined], [7], [true], [{}], [[]], ['text']])('is not found in %j', (value) => {
    expect(findUnrendered(value, '')).toEqual([]);
  });

  it('is named up to ten times and then only counted, with long names shortened', () => {
    const value = {
      ['k'.repeat(30_000)]: Object.fromEntries(Array.from({ length: 4_000 }, (_, n) => [`n${n}`, '${a}'])),
    };
    const messages = findUnrendered(value, '');

    expect(messages).toHaveLength(11);
    expect(messages[10]).toBe('… and 3990 more');
    expect(messages[0]).toMatch(/^k{199}… still contains an unrendered template/);
    expect(JSON.stringify(messages).length).toBeLessThan(5_000);
  });
});
