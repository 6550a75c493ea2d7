/** Whether a dimension belongs to a conversation as a whole or to each of its segments. */
export type Level = 'conversation' | 'segment';

/** What can be filtered by, as the platform's API names it. */
export interface Dimension {
  readonly name: string;
  readonly level: Level;
  /** Every value that it can have, where these are few and known. */
  readonly values?: readonly string[];
  /** True for an instant, of which the API only knows whether it is there. */
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

/** By name without regard to case, as nobody remembers whether it is `wrapupCode`. */
const KNOWN = new Map(
  [...CONVERSATION.map(ofConversation), ...SEGMENT.map(ofSegment)].map((known) => [known.name.toLowerCase(), known]),
);

/** The names of the instant at which a conversation began, which the query's interval is made of. */
const START = list('createddatetime conversationstart');

export const isStart = (name: string): boolean => START.includes(name.toLowerCase());

/** The dimension that a filter's author means, by the API's own name or with a dot before the id: `queue.id` is `queueId`. */
export const findDimension = (name: string): Dimension | undefined =>
  KNOWN.get(name.toLowerCase().replace(/\.id$/, 'id'));

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
