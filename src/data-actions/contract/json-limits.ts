/** The platform's own limit of nesting. */
export const MAX_JSON_DEPTH = 50;
