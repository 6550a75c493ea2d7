import { EchoStage } from './echo-stage.js';

describe('Data Actions that are tested', () => {
  let stage: EchoStage;

  beforeAll(async () => {
    stage = await EchoStage.start();
  });
  afterEach(() => stage.backend.reset());
  afterAll(() => stage.stop());

  it('tell each step and what it gave', async () => {
    expect(await stage.tested(stage.definition(), { say: 'hi' })).toEqual({
      success: true,
      finalResult: { said: 'hi' },
      operations: [
        { step: 1, name: 'Check input against its contract', success: true, result: { say: 'hi' } },
        { step: 2, name: 'Resolve request URL', success: true, result: `${stage.backend.url}/echo` },
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

  it('tell at which step they failed, and what they got there', async () => {
    stage.backend.answerWith('echo', () => ({ status: 503, body: { errors: ['down'] } }));
    const { operations, success, error } = await stage.tested(stage.definition(), { say: 'hi' });

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

  it('are as unknown as elsewhere where nobody imported them', async () => {
    expect((await stage.call('/actions/custom_-_nothing/test', {})).status).toBe(404);
  });
});
