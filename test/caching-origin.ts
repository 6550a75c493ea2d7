import { Reply } from './service.js';

/** What tells where an answer comes from. */
export const origin = ({ status, headers, body }: Reply): [number, string | null, string] => [
  status,
  headers.get('x-cache'),
  body.source,
];
