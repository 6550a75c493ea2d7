import { InspectedRequest } from './inspected-request.js';
import { RequestBuffer } from './request-buffer.js';

const request = (path: string, body = ''): InspectedRequest => ({
  id: 1,
  atMs: 0,
  method: 'POST',
  path,
  headers: [],
  isBodyRedacted: false,
  body,
  bodyBytes: body.length,
  isBodyWhole: true,
  status: 200,
  code: 'OK',
  errors: [],
  durationMs: 1,
  correlationId: '',
  action: '',
  client: '',
  organisation: '',
  flowId: '',
  interactionId: '',
});

const paths = (buffer: RequestBuffer): string[] => buffer.items().map(({ path }) => path);

describe('RequestBuffer', () => {
  it('keeps the latest requests, oldest first', () => {
    const buffer = new RequestBuffer(2, 1_000_000);
    for (const path of ['/1', '/2', '/3']) buffer.add(request(path));

    expect(paths(buffer)).toEqual(['/2', '/3']);
  });

  it('keeps fewer requests if they are large', () => {
    const buffer = new RequestBuffer(100, 10_000);
    for (let index = 0; index < 50; index += 1) buffer.add(request(`/${index}`, 'x'.repeat(1_500)));

    expect(paths(buffer)).toEqual(['/48', '/49']);
  });

  it('drops a request over the total size', () => {
    const buffer = new RequestBuffer(100, 10_000);
    buffer.add(request('/large', 'x'.repeat(10_000)));
    buffer.add(request('/small'));

    expect(paths(buffer)).toEqual(['/small']);
  });

  it('keeps nothing with a maximum of 0', () => {
    const buffer = new RequestBuffer(0, 10_000);
    buffer.add(request('/1'));

    expect(paths(buffer)).toEqual([]);
  });
});
