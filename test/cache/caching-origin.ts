import { Reply } from '../support/service.js';

/** Returns the parts of a response that show its origin: status, X-Cache and source. */
export const origin = ({ status, headers, body }: Reply): [number, string | null, string] => [
  status,
  headers.get('x-cache'),
  body.source,
];
