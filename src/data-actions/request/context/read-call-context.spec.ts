import { InvalidInput } from '../../../errors/request-errors.js';
import { readCallContext } from './read-call-context.js';

const FLOW = { id: 'f-1', name: 'Main', version: '3.0' };
const INTERACTION = { id: 'i-1', type: 'call', channel: 'voice' };

function problemsOf(context: object): readonly string[] {
  try {
    readCallContext(context);
  } catch (error) {
    if (error instanceof InvalidInput) return error.messages;
    throw error;
  }
  return [];
}

describe('readCallContext', () => {
  it('returns the context', () => {
    const context = { flow: FLOW, interaction: INTERACTION, timestamp: '2026-11-22T10:00:00Z' };

    expect(readCallContext(context)).toStrictEqual(context);
  });

  it('omits optional fields that are absent, null or empty', () => {
    const context = {
      flow: { id: 'f-1', name: 'Main' },
      interaction: { ...INTERACTION, channel: null },
      timestamp: '',
    };

    expect(readCallContext(context)).toStrictEqual({
      flow: { id: 'f-1', name: 'Main' },
      interaction: { id: 'i-1', type: 'call' },
    });
  });

  it('drops unknown fields', () => {
    const context = { flow: { ...FLOW, owner: 'x' }, interaction: INTERACTION, more: { a: 1 } };

    expect(readCallContext(context)).toStrictEqual({ flow: FLOW, interaction: INTERACTION });
  });

  it('accepts integers as text, and objects as JSON in a string', () => {
    const context = { flow: JSON.stringify(FLOW), interaction: { id: 7, type: 'call' }, timestamp: 1_795_000_000_000 };

    expect(readCallContext(context)).toStrictEqual({
      flow: FLOW,
      interaction: { id: '7', type: 'call' },
      timestamp: '1795000000000',
    });
  });

  it.each([
    [{ flow: FLOW }, ['interaction must be an object']],
    [{ interaction: [], flow: null }, ['flow must be an object', 'interaction must be an object']],
    [{ flow: '{"id":', interaction: INTERACTION }, ['flow must be an object']],
    [{ flow: { name: 'Main' }, interaction: INTERACTION }, ['flow.id must be a string']],
    [{ flow: { ...FLOW, id: '' }, interaction: INTERACTION }, ['flow.id should not be empty']],
    [{ flow: { ...FLOW, name: 1.5 }, interaction: INTERACTION }, ['flow.name must be a string']],
    [{ flow: FLOW, interaction: { ...INTERACTION, channel: true } }, ['interaction.channel must be a string']],
    [{ flow: FLOW, interaction: INTERACTION, timestamp: {} }, ['timestamp must be a string']],
    [
      { flow: { id: {} }, interaction: { type: [] } },
      [
        'flow.id must be a string',
        'flow.name must be a string',
        'interaction.id must be a string',
        'interaction.type must be a string',
      ],
    ],
  ])('rejects %j', (context, problems) => {
    expect(problemsOf(context)).toEqual(problems);
  });
});
