import type { conversationSearch } from './conversation-search.js';

/**
 * Gives `conversationSearch`, loaded with the first call. The library that parses takes a tenth of a second to load, for
 * which no start should wait: many a service never searches.
 */
export const loadSearch = async (): Promise<typeof conversationSearch> =>
  (await import('./conversation-search.js')).conversationSearch;
