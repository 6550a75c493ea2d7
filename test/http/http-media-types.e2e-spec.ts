import { startService, TestService } from '../support/service.js';
import { envelopeDefects } from '../support/envelope-defects.js';

describe('a body', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startService();
  });

  const reply = (headers: Record<string, string>) =>
    service.call('customer-lookup', { customer_id: 'c-1' }, { headers });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonp',
    'application/json5',
    'application/vnd.api+json',
    'text/json',
    'application/json, application/json',
    'application/json; charset=latin1',
    'application/json; charset=utf-16',
    'application/json;charset="iso-8859-1"',
    'multipart/form-data; boundary=x',
    '*/*',
    'application/*',
    ';',
  ])('of the type %s is a 415', async (type) => {
    const response = await reply({ 'Content-Type': type });

    expect(response).toMatchObject({ status: 415, body: { code: 'UNSUPPORTED_MEDIA_TYPE', status_code: 415 } });
    expect(envelopeDefects(response)).toEqual([]);
  });

  it.each([
    'application/json',
    'Application/JSON',
    'application/json;charset=UTF-8',
    'application/json ; charset="utf-8"',
    'application/json; profile=x',
  ])('of the type %s is accepted', async (type) => {
    expect((await reply({ 'Content-Type': type })).status).toBe(200);
  });

  it('without a type is a 415', async () => {
    expect((await reply({ 'Content-Type': '' })).status).toBe(415);
  });

  it.each(['gzip', 'deflate', 'br', 'identity, gzip', 'x'])('in the coding %s is a 415', async (coding) => {
    expect(await reply({ 'Content-Encoding': coding })).toMatchObject({
      status: 415,
      body: { code: 'UNSUPPORTED_MEDIA_TYPE' },
    });
  });

  it.each(['identity', 'Identity'])('in the coding %s is accepted', async (coding) => {
    expect((await reply({ 'Content-Encoding': coding })).status).toBe(200);
  });
});
