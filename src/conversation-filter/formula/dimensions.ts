/** Owner of a dimension: the conversation, or each of its segments. */
export type Level = 'conversation' | 'segment';

export interface Dimension {
  /** Name in the platform's API. */
  readonly name: string;
  readonly level: Level;
  /** All possible values, for an enumeration. */
  readonly values?: readonly string[];
  /** True for instants, which the API can only test for existence. */
  readonly isInstant: boolean;
}

const CONVERSATION = list(`
  conversationEnd conversationId conversationInitiator customerParticipation divisionId externalTag
  mediaStatsMinConversationMos originatingDirection originatingSocialMediaPublic
`);

const SEGMENT = list(`
  addressFrom addressTo agentAssistantId agentOwned ani authenticated bargedParticipantId callbackNumber
  callbackScheduledTime canonicalExternalContactId cleared coachedParticipantId conference deliveryStatus
  destinationAddress destinationConversationId detectedSpeechEnd detectedSpeechStart direction disconnectType dnis
  edgeId errorCode exitReason extendedDeliveryStatus externalContactId externalOrganizationId flaggedReason flowId
  flowName flowOutType flowOutcome flowOutcomeId flowOutcomeValue flowVersion groupId journeyActionId
  journeyActionMapId journeyCustomerId journeyCustomerIdType journeyCustomerSessionId mediaCount mediaType messageType
  monitoredParticipantId outboundCampaignId outboundContactId outboundContactListId participantName protocolCallId
  provider purpose queueId recording remote remoteNameDisplayable requestedLanguageId requestedRouting
  requestedRoutingSkillId scoredAgentId screenRecording scriptId segmentEnd segmentType sessionDnis sipResponseCode
  subject teamId transferTargetAddress transferTargetName transferType usedRouting userId wrapUpCode wrapUpNote
`);

const INSTANTS = list('callbackScheduledTime conversationEnd detectedSpeechEnd detectedSpeechStart segmentEnd');

const BOOLEANS = list(`
  agentOwned authenticated cleared conference customerParticipation originatingSocialMediaPublic recording
  screenRecording
`);

const VALUES: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(BOOLEANS.map((name) => [name, ['true', 'false']])),
  direction: list('inbound outbound'),
  originatingDirection: list('inbound outbound'),
  mediaType: list(
    'callback chat cobrowse email internalmessage message screenmonitoring screenshare unknown video voice',
  ),
  purpose: list(`
    acd agent api botflow campaign customer dialer external fax group inbound ivr manual outbound station user voicemail
    voicesurveyflow workflow
  `),
};

/** Keys are lower case: names match in any case (`wrapupCode`). */
const BY_NAME = new Map(
  [...CONVERSATION.map(ofConversation), ...SEGMENT.map(ofSegment)].map((entry) => [entry.name.toLowerCase(), entry]),
);

/** Names for the start of a conversation, which becomes the interval of the query. */
const START = list('createddatetime conversationstart');

export const isStart = (name: string): boolean => START.includes(name.toLowerCase());

/** Finds a dimension by its name in the API, or with a dot before the id: `queue.id` is `queueId`. */
export const findDimension = (name: string): Dimension | undefined =>
  BY_NAME.get(name.toLowerCase().replace(/\.id$/, 'id'));

function ofConversation(name: string): Dimension {
  return dimension(name, 'conversation');
}

function ofSegment(name: string): Dimension {
  return dimension(name, 'segment');
}

function dimension(name: string, level: Level): Dimension {
  const values = VALUES[name];
  return { name, level, isInstant: INSTANTS.includes(name), ...(values && { values }) };
}

function list(names: string): string[] {
  return names.trim().split(/\s+/);
}
