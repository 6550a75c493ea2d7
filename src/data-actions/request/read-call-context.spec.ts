import { InvalidInput } from '../../errors/request-errors.js';
import { readCallContext } from './read-call-context.js';

const FLOW = { id: 'f-1', name: 'Main', version: '3.0' };
const INTERACTION = { id: 'i-1', type: 'call', channel: 'voice' };

function problemsOf(told: object): readonly string[] {
  try {
    readCallContext(told);
  } catch (error) {
    if (error instanceof InvalidInput) return error.messages;
    throw error;
  }
  return [];
}

describe('Where a call comes from', () => {
  it('is read as it stands', () => {
    const told = { flow: FLOW, interaction: INTERACTION, timestamp: '2026-11-22T10:00:00Z' };

    expect(readCallContext(told)).toStrictEqual(told);
  });

  it('is read without what may be missing, whether it is left out, null or empty', () => {
    const told = {
      flow: { id: 'f-1', name: 'Main' },
      interaction: { ...INTERACTION, channel: null },
      timestamp: '',
    };

    expect(readCallContext(told)).toStrictEqual({
      flow: { id: 'f-1', name: 'Main' },
      interaction: { id: 'i-1', type: 'call' },
    });
  });

  it('leaves out what is not known', () => {
    const told = { flow: { ...FLOW, owner: 'x' }, interaction: INTERACTION, more: { a: 1 } };

    expect(readCallContext(told)).toStrictEqual({ flow: FLOW, interaction: INTERACTION });
  });

  it('takes whole numbers for text, and a part that is JSON in quotes, as templates may send them', () => {
    const told = { flow: JSON.stringify(FLOW), interaction: { id: 7, type: 'call' }, timestamp: 1_795_000_000_000 };

    expect(readCallContext(told)).toStrictEqual({
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
  ])('is refused as %j', (told, problems) => {
    expect(problemsOf(told)).toEqual(problems);
  });
});
