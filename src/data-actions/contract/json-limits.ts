import { JsonLimits } from '../../json/json-scan.js';

/** Limits of a request body, and of JSON in one of its strings. The depth is the platform's own limit. */
export const BODY_JSON_LIMITS: JsonLimits = { maxDepth: 50, maxValues: 20_000 };
