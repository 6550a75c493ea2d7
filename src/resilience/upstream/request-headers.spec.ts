import { InvalidInput } from '../../errors/request-errors.js';
import { checkHeaders } from './request-headers.js';

describe('The header values of an upstream request', () => {
  it.each(['key', '', 'two words', 'a\tb', 'caf\u00e9', undefined])('may be %j', (value) => {
    expect(() => checkHeaders(value === undefined ? undefined : { 'X-API-Key': value })).not.toThrow();
  });

  it.each(['k\r\nX-Admin: true', 'k\n', 'k\0', '\x7f', '\u20ac', '\ud800'])('cannot be %j', (value) => {
    expect(() => checkHeaders({ 'X-API-Key': value })).toThrow(InvalidInput);
  });

  it('are not repeated in the message, because they may be secret', () => {
    expect(() => checkHeaders({ 'X-API-Key': 'secret\n' })).toThrow(
      /^The value of the header X-API-Key has invalid characters$/,
    );
  });
});
