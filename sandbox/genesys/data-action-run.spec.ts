import type { JsonObject } from '../json-object.js';
import { EchoStage, type EchoParts } from './echo-stage.js';

const refusal = (message: string, status = 400) => ({
  status,
  body: { status, message: expect.stringMatching(message) },
});

describe('Data Actions that run', () => {
  let stage: EchoStage;

  beforeAll(async () => {
    stage = await EchoStage.start();
  });
  afterEach(() => stage.backend.reset());
  afterAll(() => stage.stop());

  it('send what their templates render, in chunks unless they ask for a length', async () => {
    const headers = { 'X-Said': '$!{input.say}!', 'Transfer-Encoding': 'buffered' };
    await stage.run(stage.definition({ request: { headers } }), { say: 'hi' });

    expect(stage.backend.calls('echo')).toMatchObject([
      { body: { said: 'hi' }, headers: { 'x-said': 'hi!', 'content-length': '14' } },
    ]);
  });

  it('name the organisation and the call to the backend', async () => {
    await stage.run(stage.definition(), { say: 'hi' });
    const [seen] = stage.backend.calls('echo');

    expect(seen?.headers).toMatchObject({
      'transfer-encoding': 'chunked',
      'user-agent': 'PureCloudIntegrations/1.0',
      'inin-correlation-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'inin-organization-id': '4f3c1a52-6b0e-4c57-9d1e-2a7b8c9d0e1f',
      'inin-home-organization-id': '4f3c1a52-6b0e-4c57-9d1e-2a7b8c9d0e1f',
      'inin-user-id': expect.any(String),
    });
  });

  it('send the literal reference of an input that is absent, unless it is written with !', async () => {
    const template = '{"a": "${input.a}", "b": "$!{input.b}", "all": ${input.rawRequest}}';
    await stage.run(stage.definition({ request: { requestTemplate: template } }), { say: 'hi' });

    expect(stage.backend.calls('echo')[0]?.body).toEqual({ a: '${input.a}', b: '', all: { say: 'hi' } });
  });

  it.each([
    'say "hi"',
    'two\nlines\r\n\ttab',
    'back\\slash \\" \\n',
    '+49 30 #1 $x ${input.say} $!{y}',
    '😀 吳健雄',
    '<&>',
    '',
  ])('bring the text %j there and back', async (say) => {
    expect(await stage.run(stage.definition(), { say })).toMatchObject({ status: 200, body: { said: say } });
  });

  it('take their defaults where a path finds nothing, and not for null', async () => {
    const response = {
      translationMap: { said: '$.json.nothing', gone: '$.json.gone', none: '$.json.none' },
      translationMapDefaults: { said: '"default"', none: '"default"' },
      successTemplate: '{"said": ${said}, "none": ${none}, "gone": "${gone}"}',
    };
    const { body } = await stage.run(
      stage.definition({ response, request: { requestTemplate: '{"none": null}' } }),
      {},
    );

    expect(body).toEqual({ said: 'default', none: null, gone: '${gone}' });
  });

  it('give the whole answer where they map nothing', async () => {
    const { body } = await stage.run(
      stage.definition({ response: { translationMap: {}, successTemplate: '${rawResult}' } }),
      {
        say: 'hi',
      },
    );

    expect(body).toMatchObject({ text: '{"said": "hi"}', json: { said: 'hi' } });
  });

  it('give an empty object where the answer is empty', async () => {
    stage.backend.answerWith('echo', () => ({ status: 204 }));

    expect(
      await stage.run(stage.definition({ response: { translationMap: {}, successTemplate: '${rawResult}' } }), {
        say: '',
      }),
    ).toMatchObject({ status: 200, body: {} });
  });

  it('are flattened as Architect wants it', async () => {
    const response = {
      translationMap: {},
      successTemplate: '{"who": {"name": "Ada"}, "queues": [{"id": 1}, {"id": 2}], "tags": ["a"]}',
    };

    expect((await stage.run(stage.definition({ response }), {}, true)).body).toEqual({
      'who.name': 'Ada',
      'queues.id': [1, 2],
      tags: ['a'],
    });
    expect((await stage.run(stage.definition({ response }), {})).body).toMatchObject({ who: { name: 'Ada' } });
  });

  it.each<[string, EchoParts, unknown, string]>([
    ['inputs that are not of their type', {}, { say: 5 }, 'input does not fit its contract: /say must be string'],
    ['inputs that are missing', { input: { required: ['say'] } }, {}, "must have required property 'say'"],
    ['nested inputs', {}, { say: 'hi', more: { a: 1 } }, 'Inputs must be flat: more'],
    ['inputs that are no object', {}, ['hi'], 'input does not fit its contract'],
    ['a template that cannot be read', { request: { requestTemplate: '#if(' } }, {}, 'no Velocity template'],
    ['an address that is none', { request: { requestUrlTemplate: 'ftp://x' } }, {}, 'no http or https URL: ftp://x'],
    [
      'a header with a line break',
      { request: { headers: { 'X-Said': '${input.say}' } } },
      { say: 'a\nb' },
      'could not be sent',
    ],
    ['a request over 512,000 bytes', {}, { say: 'x'.repeat(512_000) }, 'The request body has 512012 bytes'],
    [
      'a variable in quotes',
      { response: { successTemplate: '{"said": "${said}"}' } },
      { say: 'hi' },
      'success template gave no JSON',
    ],
    [
      'an output of another type',
      { response: { successTemplate: '{"said": 5}' } },
      {},
      'output does not fit its contract: /said must be string',
    ],
    [
      'an output that is too much',
      { response: { successTemplate: '{"other": 5}' }, output: { additionalProperties: false } },
      {},
      'must NOT have additional properties \\(other\\)',
    ],
    ['nobody at the address', { request: { requestUrlTemplate: 'http://127.0.0.1:1/' } }, {}, 'could not be sent'],
  ])('fail with %s', async (_, parts, input, message) => {
    expect(await stage.run(stage.definition(parts), input)).toMatchObject(refusal(message));
  });

  it("fail in the API's own body where the backend does not say yes", async () => {
    stage.backend.fail('echo', { kind: 'status', status: 424 });

    expect(await stage.run(stage.definition(), { say: 'hi' })).toMatchObject({
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
    [{ kind: 'cutShort' } as const, 'could not be sent, or its answer not be read'],
    [{ kind: 'redirect', location: 'http://127.0.0.1:1/' } as const, 'status code .30'],
  ])('fail where the answer is no good: %j', async (fault, message) => {
    stage.backend.fail('echo', fault);

    expect(await stage.run(stage.definition(), { say: 'hi' })).toMatchObject(refusal(message));
  });

  it('wait no longer than their timeout', async () => {
    stage.backend.fail('echo', { kind: 'hang' });
    const { config, ...rest } = stage.definition();

    expect(await stage.run({ ...rest, config: { ...(config as JsonObject), timeoutSeconds: 1 } }, {})).toMatchObject(
      refusal('longer than 1 seconds', 504),
    );
  });

  it('execute fifty at once and no more', async () => {
    const id = await stage.imported(stage.definition());
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    stage.backend.answerWith('echo', async ({ json }) => {
      await gate;
      return { status: 200, body: { json } };
    });
    const fifty = Array.from({ length: 50 }, () => stage.call(`/actions/${id}/execute`, { say: 'hi' }));
    await stage.backend.whenReceived('echo', 50);
    const more = await stage.call(`/actions/${id}/execute`, { say: 'hi' });
    open();

    expect(more).toMatchObject(refusal('More than 50 Data Actions', 429));
    expect((await Promise.all(fifty)).map(({ status }) => status)).toEqual(Array<number>(50).fill(200));
    expect((await stage.call(`/actions/${id}/execute`, { say: 'hi' })).status).toBe(200);
  });
});
