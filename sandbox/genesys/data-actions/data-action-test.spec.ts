import { EchoBackend } from './echo-backend.js';

describe('tested Data Actions', () => {
  let echo: EchoBackend;

  beforeAll(async () => {
    echo = await EchoBackend.start();
  });
  afterEach(() => echo.backend.reset());
  afterAll(() => echo.stop());

  it('return each step and its result', async () => {
    expect(await echo.testAction(echo.definition(), { say: 'hi' })).toEqual({
      success: true,
      finalResult: { said: 'hi' },
      operations: [
        { step: 1, name: 'Check input against its contract', success: true, result: { say: 'hi' } },
        { step: 2, name: 'Resolve request URL', success: true, result: `${echo.backend.url}/echo` },
        { step: 3, name: 'Resolve request headers', success: true, result: { 'Content-Type': 'application/json' } },
        { step: 4, name: 'Resolve request body', success: true, result: '{"said": "hi"}' },
        {
          step: 5,
          name: 'Execute request',
          success: true,
          result: expect.objectContaining({ json: { said: 'hi' } }),
        },
        { step: 6, name: 'Apply translation map', success: true, result: { said: '"hi"' } },
        { step: 7, name: 'Apply success template', success: true, result: { said: 'hi' } },
        { step: 8, name: 'Check output against its contract', success: true, result: { said: 'hi' } },
      ],
    });
  });

  it('return the failed step and its input', async () => {
    echo.backend.respondWith('echo', () => ({ status: 503, body: { errors: ['down'] } }));
    const { operations, success, error } = await echo.testAction(echo.definition(), { say: 'hi' });

    expect({ success, error, last: operations.at(-1) }).toMatchObject({
      success: false,
      error: { code: 'bad.request', status: 400 },
      last: {
        step: 5,
        name: 'Execute request',
        success: false,
        result: { status: 503, body: '{"errors":["down"]}' },
      },
    });
  });

  it('return 404 if they are not imported', async () => {
    expect((await echo.call('/actions/custom_-_nothing/test', {})).status).toBe(404);
  });
});
