/** Dimensions of conversation filters, as in the platform's API. */
export const CONVERSATION_DIMENSIONS = new Set(
  list(`
    conversationEnd conversationId conversationInitiator conversationStart customerParticipation divisionId externalTag
    mediaStatsMinConversationMos originatingDirection originatingSocialMediaPublic
  `),
);

/** Dimensions of segment filters. Some belong to the session or the participant. */
export const SEGMENT_DIMENSIONS = new Set(
  list(`
    addressFrom addressTo agentAssistantId agentOwned ani authenticated bargedParticipantId callbackNumber
    callbackScheduledTime canonicalExternalContactId cleared coachedParticipantId conference deliveryStatus
    destinationAddress destinationConversationId detectedSpeechEnd detectedSpeechStart direction disconnectType dnis
    edgeId errorCode exitReason extendedDeliveryStatus externalContactId externalOrganizationId flaggedReason flowId
    flowName flowOutType flowOutcome flowOutcomeId flowOutcomeValue flowVersion groupId journeyActionId
    journeyActionMapId journeyCustomerId journeyCustomerIdType journeyCustomerSessionId mediaCount mediaType
    messageType monitoredParticipantId outboundCampaignId outboundContactId outboundContactListId participantName
    protocolCallId provider purpose queueId recording remote remoteNameDisplayable requestedLanguageId
    requestedRouting requestedRoutingSkillId scoredAgentId screenRecording scriptId segmentEnd segmentType sessionDnis
    sipResponseCode subject teamId transferTargetAddress transferTargetName transferType usedRouting userId wrapUpCode
    wrapUpNote
  `),
);

function list(names: string): string[] {
  return names.trim().split(/\s+/);
}
