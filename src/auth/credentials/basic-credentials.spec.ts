import { readBasic } from './basic-credentials.js';

const encoded = (text: string | Buffer): string => `Basic ${Buffer.from(text).toString('base64')}`;

describe('Basic credentials', () => {
  it.each([
    [encoded('Aladdin:open sesame'), { id: 'Aladdin', secret: 'open sesame' }],
    ['Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==', { id: 'Aladdin', secret: 'open sesame' }],
    ['basic   QWxhZGRpbjpvcGVuIHNlc2FtZQ==', { id: 'Aladdin', secret: 'open sesame' }],
    [encoded('a:b:c::'), { id: 'a', secret: 'b:c::' }],
    [encoded('a:'), { id: 'a', secret: '' }],
    [encoded(':b'), { id: '', secret: 'b' }],
    ['Basic dGVzdDoxMjPCow==', { id: 'test', secret: '123£' }],
    [encoded('a:😀'), { id: 'a', secret: '😀' }],
  ])('are read from %s', (header, credentials) => {
    expect(readBasic(header)).toEqual(credentials);
  });

  it.each([
    '',
    'Basic',
    'Basic ',
    'Bearer QWxhZGRpbjpvcGVuIHNlc2FtZQ==',
    'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ',
    'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ== x',
    'Basic QWxhZGRpbjpvcGVuIHNlc2FtZR==',
    'Basic YTpi-_',
    'Basic YTpi, Basic YTpi',
    encoded('no colon'),
    encoded('a\0:b'),
    encoded('a:b\n'),
    encoded('a:\x85'),
    encoded(Buffer.from([0x61, 0x3a, 0xff])),
  ])('are rejected in %j', (header) => {
    expect(readBasic(header)).toBeUndefined();
  });
});
