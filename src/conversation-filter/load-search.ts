import type { conversationSearch } from './conversation-search.js';

/**
 * Imports `conversationSearch` on the first call. The parser library takes 0.1 s to load, and many services never use it.
 */
export const loadSearch = async (): Promise<typeof conversationSearch> =>
  (await import('./conversation-search.js')).conversationSearch;
