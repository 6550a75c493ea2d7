import { Arbitrary } from 'fast-check';
import fc from '../support/fast-check.js';
import { Conversation, Participant, Segment, Session } from '../../sandbox/genesys/conversations/conversation-shape.js';
import { WRAP_UP_CODES } from '../../sandbox/genesys/conversations/generated-conversation.js';
import { QUEUES, USERS } from '../../sandbox/genesys/organisation/organisation.js';

/** The unit that a filter selects: one segment with its session, participant and conversation. */
export interface View {
  readonly conversation: Conversation;
  readonly participant: Participant;
  readonly session: Session;
  readonly segment: Segment;
}

/** A filter's text and its expected meaning, which comes from the generation and not from parsing. */
export interface RandomFilter {
  readonly text: string;
  readonly holds: (view: View) => boolean;
}

interface Field {
  readonly names: readonly string[];
  readonly read: (view: View) => readonly (string | undefined)[];
  readonly values: readonly string[];
  /** Whether the field has a fixed set of values, so that "not equal" is supported. */
  readonly isClosed: boolean;
}

const idsOf = (all: readonly { id: string }[]): string[] => all.slice(0, 5).map(({ id }) => id);

const field = (
  names: readonly string[],
  read: (view: View) => string | boolean | undefined | readonly string[],
  values: readonly string[],
  isClosed = false,
): Field => ({
  names,
  read: (view) => [read(view)].flat().map((value) => (value === undefined ? undefined : String(value))),
  values,
  isClosed,
});

const OF_SEGMENTS: readonly Field[] = [
  field(['queue.id', 'queueId', 'QUEUEID'], ({ segment }) => segment.queueId, [...idsOf(QUEUES), 'no such queue']),
  field(['wrapUpCode', 'wrapupcode'], ({ segment }) => segment.wrapUpCode, WRAP_UP_CODES),
  field(['segmentType'], ({ segment }) => segment.segmentType, ['interact', 'wrapup', 'delay']),
  field(['user.id', 'userId'], ({ participant }) => participant.userId, idsOf(USERS)),
  field(['messageType'], ({ session }) => session.messageType, ['sms', 'whatsapp', "it's"]),
  field(['purpose'], ({ participant }) => participant.purpose, ['agent', 'acd', 'customer', 'ivr'], true),
  field(['mediaType'], ({ session }) => session.mediaType, ['voice', 'message', 'chat', 'email'], true),
  field(['direction'], ({ session }) => session.direction, ['inbound', 'outbound'], true),
  field(['recording'], ({ session }) => session.recording, ['true', 'false'], true),
];

const OF_CONVERSATIONS: readonly Field[] = [
  field(['externalTag'], ({ conversation }) => conversation.externalTag, ['campaign-7', 'campaign-8']),
  field(['division.id'], ({ conversation }) => conversation.divisionIds, [
    ...new Set(QUEUES.map(({ division }) => division.id)),
  ]),
  field(
    ['originatingDirection'],
    ({ conversation }) => conversation.originatingDirection,
    ['inbound', 'outbound'],
    true,
  ),
];

/** A field that filters can only test for existence, because the API cannot compare instants. */
const END: Field = field(['conversationEnd'], ({ conversation }) => conversation.conversationEnd, []);

const cased = (word: string): Arbitrary<string> =>
  fc.constantFrom(word, word.toLowerCase(), word[0] + word.slice(1).toLowerCase());

const quoted = (value: string): Arbitrary<string> => {
  const escaped = (quote: string): string => `${quote}${value.replaceAll(quote, `\\${quote}`)}${quote}`;
  return fc.constantFrom(escaped("'"), escaped('"'), ...(/^[\w-]+$/.test(value) ? [value] : []));
};

const existence = ({ names, read }: Field): Arbitrary<RandomFilter> =>
  fc
    .tuple(fc.constantFrom(...names), fc.boolean(), fc.constantFrom('after', 'before', 'around'))
    .map(([name, isNegated, place]) => ({
      text: {
        after: `${name} ${isNegated ? 'NOT ' : ''}EXISTS`,
        before: `${isNegated ? 'not ' : ''}exists ${name}`,
        around: `${isNegated ? 'NOT ' : ''}EXISTS(${name})`,
      }[place as 'after'],
      holds: (view) => read(view).some((value) => value !== undefined) !== isNegated,
    }));

const equality = ({ names, read, values, isClosed }: Field): Arbitrary<RandomFilter> =>
  fc
    .tuple(fc.constantFrom(...names), fc.constantFrom(...values), isClosed ? fc.boolean() : fc.constant(false))
    .chain(([name, value, isNegated]) =>
      fc.tuple(quoted(value), fc.constantFrom('', ' ', '\n\t')).map(([text, blank]) => ({
        text: `${name}${blank}${isNegated ? '!=' : '='}${blank}${text}`,
        holds: (view: View) => read(view).includes(value) !== isNegated,
      })),
    );

const membership = ({ names, read, values, isClosed }: Field): Arbitrary<RandomFilter> =>
  fc
    .tuple(
      fc.constantFrom(...names),
      fc.array(fc.constantFrom(...values), { minLength: 1, maxLength: 3 }),
      isClosed ? fc.boolean() : fc.constant(false),
    )
    .chain(([name, chosen, isNegated]) =>
      fc.tuple(cased('IN'), ...chosen.map(quoted)).map(([word, ...texts]) => ({
        text: `${name} ${isNegated ? 'NOT ' : ''}${word}(${texts.join(' , ')})`,
        holds: (view: View) => read(view).some((value) => chosen.includes(value ?? '')) !== isNegated,
      })),
    );

function joined(parts: readonly RandomFilter[], word: string): RandomFilter {
  const isAll = word.toUpperCase() === 'AND';
  return {
    text: parts.map(({ text }) => `(${text})`).join(` ${word} `),
    holds: (view) => (isAll ? parts.every(({ holds }) => holds(view)) : parts.some(({ holds }) => holds(view))),
  };
}

const leaves = (fields: readonly Field[]): Arbitrary<RandomFilter> =>
  fc.oneof(...fields.flatMap((one) => [equality(one), membership(one), existence(one)]));

function trees(leaf: Arbitrary<RandomFilter>, negatable: Arbitrary<RandomFilter>): Arbitrary<RandomFilter> {
  return fc.letrec<{ tree: RandomFilter; negated: RandomFilter }>((tie) => ({
    negated: fc.tuple(cased('NOT'), negatable).map(([word, { text, holds }]) => ({
      text: `${word}(${text})`,
      holds: (view) => !holds(view),
    })),
    tree: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      leaf,
      tie('negated'),
      fc
        .tuple(fc.array(tie('tree'), { minLength: 2, maxLength: 3 }), fc.oneof(cased('AND'), cased('OR')))
        .map(([parts, word]) => joined(parts, word)),
    ),
  })).tree;
}

function ofLevel(fields: readonly Field[], more: readonly Arbitrary<RandomFilter>[] = []): Arbitrary<RandomFilter> {
  const closed = leaves(fields.filter(({ isClosed }) => isClosed));
  const negatable = fc
    .tuple(fc.array(closed, { minLength: 1, maxLength: 3 }), cased('OR'), cased('AND'), fc.boolean())
    .map(([parts, or, and, isAny]) => joined(parts, isAny ? or : and));
  return trees(fc.oneof(leaves(fields), ...more), negatable);
}

/** Filters that the platform supports: on segments, on conversations, or on both, joined by AND. */
export const randomFilters: Arbitrary<RandomFilter> = fc
  .tuple(ofLevel(OF_SEGMENTS), ofLevel(OF_CONVERSATIONS, [existence(END)]), cased('AND'), fc.nat(3))
  .map(([ofSegments, ofConversations, word, which]) =>
    which === 0 ? ofConversations : which === 1 ? ofSegments : joined([ofConversations, ofSegments], word),
  );

export const viewsOf = (conversation: Conversation): View[] =>
  conversation.participants.flatMap((participant) =>
    participant.sessions.flatMap((session) =>
      session.segments.map((segment) => ({ conversation, participant, session, segment })),
    ),
  );
