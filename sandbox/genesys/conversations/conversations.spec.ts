import type { Conversation } from './conversation-shape.js';
import { conversationsWithin } from './conversations.js';

const DAY_MS = 86_400_000;
const JANUARY = conversationsWithin(Date.parse('2026-01-01'), Date.parse('2026-02-01'));

const share = (is: (conversation: Conversation) => boolean): number =>
  Math.round((100 * JANUARY.filter(is).length) / JANUARY.length);

const purposes = ({ participants }: Conversation): string => participants.map(({ purpose }) => purpose).join(' ');

describe('the generated conversations', () => {
  it('are the same in every run, a few thousand per month', () => {
    expect(JANUARY).toHaveLength(2_232);
    expect(JANUARY[1_000]?.conversationId).toBe('36567b51-17b0-4f6e-93d4-0224194acc3b');
    expect(new Set(JANUARY.map(({ conversationId }) => conversationId)).size).toBe(2_232);
  });

  it('have enough variety for every filter to match some and not others', () => {
    expect({
      outbound: share((one) => one.originatingDirection === 'outbound'),
      givenUp: share((one) => purposes(one) === 'customer acd'),
      transferred: share((one) => purposes(one).endsWith('agent agent')),
      live: share((one) => one.conversationEnd === undefined),
      tagged: share((one) => one.externalTag !== undefined),
      message: share((one) => one.participants[0]?.sessions[0]?.mediaType === 'message'),
    }).toEqual({ outbound: 21, givenUp: 13, transferred: 10, live: 1, tagged: 5, message: 20 });
  });

  it('have only segments between their own start and end', () => {
    for (const { conversationStart, conversationEnd = '9', participants } of JANUARY) {
      for (const { segmentStart, segmentEnd = conversationEnd } of participants.flatMap(({ sessions }) =>
        sessions.flatMap(({ segments }) => segments),
      )) {
        expect(segmentStart >= conversationStart && segmentStart <= segmentEnd && segmentEnd <= conversationEnd).toBe(
          true,
        );
      }
    }
  });

  it('belong to an interval if they began on one of its days and were active in it', () => {
    const from = Date.parse('2026-01-10T12:00:00Z');
    const found = conversationsWithin(from, from + DAY_MS);
    const early = found.filter(({ conversationStart }) => Date.parse(conversationStart) < from);

    expect(found.length - early.length).toBe(72);
    expect(early.length).toBeGreaterThan(0);
    expect(early.every(({ conversationStart }) => conversationStart.startsWith('2026-01-10'))).toBe(true);
  });

  it('are an empty list for an empty interval', () => {
    expect(conversationsWithin(DAY_MS, DAY_MS - 1)).toEqual([]);
  });
});
