import type { JsonObject } from '../../json/json-object.js';
import { EchoBackend, type EchoOverrides } from './echo-backend.js';

const rejection = (message: string, status = 400) => ({
  status,
  body: { status, message: expect.stringMatching(message) },
});

describe('executed Data Actions', () => {
  let echo: EchoBackend;

  beforeAll(async () => {
    echo = await EchoBackend.start();
  });
  afterEach(() => echo.backend.reset());
  afterAll(() => echo.stop());

  it('send rendered templates as a chunked body, or with a Content-Length if a header requests it', async () => {
    const headers = { 'X-Said': '$!{input.say}!', 'Transfer-Encoding': 'buffered' };
    await echo.run(echo.definition({ request: { headers } }), { say: 'hi' });

    expect(echo.backend.calls('echo')).toMatchObject([
      { body: { said: 'hi' }, headers: { 'x-said': 'hi!', 'content-length': '14' } },
    ]);
  });

  it('send the organisation and the correlation id to the backend', async () => {
    await echo.run(echo.definition(), { say: 'hi' });
    const [seen] = echo.backend.calls('echo');

    expect(seen?.headers).toMatchObject({
      'transfer-encoding': 'chunked',
      'user-agent': 'PureCloudIntegrations/1.0',
      'inin-correlation-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'inin-organization-id': '4f3c1a52-6b0e-4c57-9d1e-2a7b8c9d0e1f',
      'inin-home-organization-id': '4f3c1a52-6b0e-4c57-9d1e-2a7b8c9d0e1f',
      'inin-user-id': expect.any(String),
    });
  });

  it('send a reference to an absent input unchanged, or an empty text if the reference begins with $!', async () => {
    const template = '{"a": "${input.a}", "b": "$!{input.b}", "all": ${input.rawRequest}}';
    await echo.run(echo.definition({ request: { requestTemplate: template } }), { say: 'hi' });

    expect(echo.backend.calls('echo')[0]?.body).toEqual({ a: '${input.a}', b: '', all: { say: 'hi' } });
  });

  it.each([
    'say "hi"',
    'two\nlines\r\n\ttab',
    'back\\slash \\" \\n',
    '+49 30 #1 $x ${input.say} $!{y}',
    '😀 吳健雄',
    '<&>',
    '',
  ])('transfer the text %j unchanged', async (say) => {
    expect(await echo.run(echo.definition(), { say })).toMatchObject({ status: 200, body: { said: say } });
  });

  it('use the default of a variable if its path finds nothing, but not if it finds null', async () => {
    const response = {
      translationMap: { said: '$.json.nothing', gone: '$.json.gone', none: '$.json.none' },
      translationMapDefaults: { said: '"default"', none: '"default"' },
      successTemplate: '{"said": ${said}, "none": ${none}, "gone": "${gone}"}',
    };
    const { body } = await echo.run(echo.definition({ response, request: { requestTemplate: '{"none": null}' } }), {});

    expect(body).toEqual({ said: 'default', none: null, gone: '${gone}' });
  });

  it('return the whole response without a mapping', async () => {
    const { body } = await echo.run(
      echo.definition({ response: { translationMap: {}, successTemplate: '${rawResult}' } }),
      {
        say: 'hi',
      },
    );

    expect(body).toMatchObject({ text: '{"said": "hi"}', json: { said: 'hi' } });
  });

  it('return an empty object for an empty response', async () => {
    echo.backend.respondWith('echo', () => ({ status: 204 }));

    expect(
      await echo.run(echo.definition({ response: { translationMap: {}, successTemplate: '${rawResult}' } }), {
        say: '',
      }),
    ).toMatchObject({ status: 200, body: {} });
  });

  it('flatten outputs as Architect does', async () => {
    const response = {
      translationMap: {},
      successTemplate: '{"who": {"name": "Ada"}, "queues": [{"id": 1}, {"id": 2}], "tags": ["a"]}',
    };

    expect((await echo.run(echo.definition({ response }), {}, true)).body).toEqual({
      'who.name': 'Ada',
      'queues.id': [1, 2],
      tags: ['a'],
    });
    expect((await echo.run(echo.definition({ response }), {})).body).toMatchObject({ who: { name: 'Ada' } });
  });

  it.each<[string, EchoOverrides, unknown, string]>([
    ['inputs with a wrong type', {}, { say: 5 }, 'input does not fit its contract: /say must be string'],
    ['missing inputs', { input: { required: ['say'] } }, {}, "must have required property 'say'"],
    ['nested inputs', {}, { say: 'hi', more: { a: 1 } }, 'Inputs must be flat: more'],
    ['inputs that are not an object', {}, ['hi'], 'input does not fit its contract'],
    [
      'a template that cannot be parsed',
      { request: { requestTemplate: '#if(' } },
      {},
      'request template cannot be used',
    ],
    ['a URL that is not HTTP', { request: { requestUrlTemplate: 'ftp://x' } }, {}, 'not an http or https URL: ftp://x'],
    [
      'a header with a line break',
      { request: { headers: { 'X-Said': '${input.say}' } } },
      { say: 'a\nb' },
      'The request failed',
    ],
    ['a request over 512,000 bytes', {}, { say: 'x'.repeat(512_000) }, 'The request body has 512012 bytes'],
    [
      'a variable in quotes',
      { response: { successTemplate: '{"said": "${said}"}' } },
      { say: 'hi' },
      'success template did not produce JSON',
    ],
    [
      'an output of another type',
      { response: { successTemplate: '{"said": 5}' } },
      {},
      'output does not fit its contract: /said must be string',
    ],
    [
      'an output with an additional property',
      { response: { successTemplate: '{"other": 5}' }, output: { additionalProperties: false } },
      {},
      'must NOT have additional properties \\(other\\)',
    ],
    ['no server at the URL', { request: { requestUrlTemplate: 'http://127.0.0.1:1/' } }, {}, 'The request failed'],
  ])('fail with %s', async (_, parts, input, message) => {
    expect(await echo.run(echo.definition(parts), input)).toMatchObject(rejection(message));
  });

  it("fail in the API's format if the backend returns an error", async () => {
    echo.backend.fail('echo', { kind: 'status', status: 424 });

    expect(await echo.run(echo.definition(), { say: 'hi' })).toMatchObject({
      status: 400,
      body: {
        code: 'bad.request',
        message: "REST call for action 'Echo' failed. Message:Request failed with status code '424'.",
        status: 400,
        messageParams: {},
        contextId: expect.any(String),
        details: [{ errorCode: '424', fieldName: 'statusCode' }],
        errors: [],
      },
    });
  });

  it.each([
    [{ kind: 'notJson' } as const, 'The response is not JSON'],
    [{ kind: 'oversize' } as const, 'more than the 2097152 bytes'],
    [{ kind: 'cutShort' } as const, 'The request failed'],
    [{ kind: 'redirect', location: 'http://127.0.0.1:1/' } as const, 'status code .30'],
  ])('fail if the response is unusable: %j', async (fault, message) => {
    echo.backend.fail('echo', fault);

    expect(await echo.run(echo.definition(), { say: 'hi' })).toMatchObject(rejection(message));
  });

  it('fail with 504 when their timeout is over', async () => {
    echo.backend.fail('echo', { kind: 'hang' });
    const { config, ...rest } = echo.definition();

    expect(await echo.run({ ...rest, config: { ...(config as JsonObject), timeoutSeconds: 1 } }, {})).toMatchObject(
      rejection('longer than 1 seconds', 504),
    );
  });

  it('run fifty at once, and reject the next one with 429', async () => {
    const id = await echo.importAction(echo.definition());
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    echo.backend.respondWith('echo', async ({ json }) => {
      await gate;
      return { status: 200, body: { json } };
    });
    const fifty = Array.from({ length: 50 }, () => echo.call(`/actions/${id}/execute`, { say: 'hi' }));
    await echo.backend.whenReceived('echo', 50);
    const more = await echo.call(`/actions/${id}/execute`, { say: 'hi' });
    open();

    expect(more).toMatchObject(rejection('More than 50 Data Actions', 429));
    expect((await Promise.all(fifty)).map(({ status }) => status)).toEqual(Array<number>(50).fill(200));
    expect((await echo.call(`/actions/${id}/execute`, { say: 'hi' })).status).toBe(200);
  });
});
