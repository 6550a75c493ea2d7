import { ActionError } from '../../../errors/action-error.js';
import { DataActionCall } from '../context/data-action-call.js';
import { idempotencyKeyOf } from './idempotency-key.js';

const PLAIN = { caller: { organisation: 'o-1', client: 'c-1', scopes: [] } } as unknown as DataActionCall;
const ENVELOPED: DataActionCall = {
  ...PLAIN,
  flow: { id: 'f-1', name: 'Main' },
  interaction: { id: 'i-1', type: 'call' },
};

const keyOf = (header: string | string[] | undefined, call: DataActionCall = PLAIN): string =>
  idempotencyKeyOf(header, call, 'charge', 'payload-1');

function refusalOf(header: string | string[] | undefined, call: DataActionCall = PLAIN): ActionError {
  try {
    return keyOf(header, call) as never;
  } catch (error) {
    return error as ActionError;
  }
}

describe('The idempotency key of a write', () => {
  it.each([
    ['bare', 'evt-1', 'evt-1'],
    ['in quotes', '"evt-1"', 'evt-1'],
    ['in quotes with escapes', '"a\\"b\\\\c"', 'a"b\\c'],
    ['with parameters', '"evt-1";v=1;flag; text="a\\"b;c";bytes=:YQ==:;token=a/b;off=?0 ', 'evt-1'],
    ['bare, with a text that looks like a parameter', 'evt-1;v=1', 'evt-1;v=1'],
    ['with every visible character', "!#$%&'()*+,-./:;<=>?@[]^_`{|}~", "!#$%&'()*+,-./:;<=>?@[]^_`{|}~"],
    ['of the maximum length', 'k'.repeat(255), 'k'.repeat(255)],
  ])('comes from the header: %s', (_, header, key) => {
    expect(keyOf(header, { ...ENVELOPED, bodyIdempotencyKey: 'from-the-body' })).toBe(key);
  });

  it.each([
    ['empty', ''],
    ['empty in quotes', '""'],
    ['too long', 'k'.repeat(256)],
    ['with a blank', 'evt 1'],
    ['with a blank in quotes', '"evt 1"'],
    ['not in ASCII', 'évt-1'],
    ['with a control character', 'evt\t1'],
    ['with an unclosed quote', '"evt-1'],
    ['with text after the quotes', '"evt-1" x'],
    ['with an invalid parameter', '"evt-1";P=1'],
    ['with half a parameter', '"evt-1";p='],
    ['sent twice', 'evt-1, evt-2'],
    ['sent twice, as a list', ['evt-1', 'evt-2']],
  ])('is rejected in the header: %s', (_, header) => {
    const refusal = refusalOf(header, { ...ENVELOPED, bodyIdempotencyKey: 'from-the-body' });

    expect(refusal).toMatchObject({ code: 'INVALID_INPUT', httpStatus: 400 });
    expect(refusal.message).toBe('Idempotency-Key must be 1 to 255 visible ASCII characters, with or without quotes');
  });

  it.each([
    ['Idempotency-Key', '${input.key}', PLAIN],
    ['Idempotency-Key', '"${input.key}"', PLAIN],
    ['idempotency_key', undefined, { ...PLAIN, bodyIdempotencyKey: '$!{input.key}' }],
  ])(
    'is rejected if it contains an unrendered reference, because all calls would share it: %s',
    (field, header, call) => {
      const refusal = refusalOf(header, call);

      expect(refusal).toMatchObject({ code: 'INVALID_INPUT', httpStatus: 400 });
      expect(refusal.message).toMatch(new RegExp(`^${field} still contains an unrendered template`));
    },
  );

  it('comes from the body if there is no header', () => {
    expect(keyOf(undefined, { ...ENVELOPED, bodyIdempotencyKey: 'evt-1' })).toBe('evt-1');
    expect(keyOf(undefined, { ...PLAIN, bodyIdempotencyKey: 4711 })).toBe('4711');
  });

  it.each([[{}], [true], [1.5], ['evt 1'], ['k'.repeat(256)]])('is rejected in the body: %j', (bodyIdempotencyKey) => {
    expect(refusalOf(undefined, { ...ENVELOPED, bodyIdempotencyKey })).toMatchObject({
      code: 'INVALID_INPUT',
      httpStatus: 400,
    });
  });

  it('is derived from the context of an enveloped call by default', () => {
    expect(keyOf(undefined, ENVELOPED)).toBe('17230be02d0f40a46ff3e011bfd1138862bc6fc70f0d12b787342ed81c435765');
  });

  it.each([
    ['interaction', { ...ENVELOPED, interaction: { id: 'i-2', type: 'call' } }],
    ['flow', { ...ENVELOPED, flow: { id: 'f-2', name: 'Main' } }],
    ['organisation', { ...ENVELOPED, caller: { organisation: 'o-2', client: 'c-1', scopes: [] } }],
    ['client', { ...ENVELOPED, caller: { organisation: 'o-1', client: 'c-2', scopes: [] } }],
  ])('differs for another %s', (_, call) => {
    expect(keyOf(undefined, call)).not.toBe(keyOf(undefined, ENVELOPED));
  });

  it('differs for another action and another payload, but not for another flow name', () => {
    const key = keyOf(undefined, ENVELOPED);

    expect(idempotencyKeyOf(undefined, ENVELOPED, 'refund', 'payload-1')).not.toBe(key);
    expect(idempotencyKeyOf(undefined, ENVELOPED, 'charge', 'payload-2')).not.toBe(key);
    expect(keyOf(undefined, { ...ENVELOPED, flow: { id: 'f-1', name: 'Renamed', version: '2' } })).toBe(key);
  });

  it('is required if there is no context', () => {
    const refusal = refusalOf(undefined);

    expect(refusal).toMatchObject({ code: 'INVALID_INPUT', httpStatus: 400 });
    expect(refusal.message).toBe(
      'A write needs an idempotency key: send the header Idempotency-Key, or idempotency_key in the body',
    );
  });
});
