import { IncomingMessage } from 'node:http';
import { readBody, UnreadableBody } from '../../../limits/body/read-body.js';
import { InspectedRequest } from '../record/inspected-request.js';
import { replayObstacle } from './request-replay.js';

/** Larger than any token, because the limit for all headers of a request is smaller. */
const MAX_FORM_BYTES = 32_768;

/** Body of the request, for the OpenAPI document. */
export const REPLAY_FORM = {
  type: 'object',
  required: ['id', 'token'],
  properties: {
    id: { type: 'integer', description: 'Number of the stored request' },
    token: { type: 'string', format: 'password', description: 'Bearer token of the replay' },
  },
};

interface ReplayForm {
  /** NaN if it is absent. */
  readonly id: number;
  readonly token: string;
}

/** Reads the form of the page. A form that is too large or incomplete counts as empty. */
export async function readReplayForm(request: IncomingMessage): Promise<ReplayForm> {
  const text = await readBody(request, { limitBytes: MAX_FORM_BYTES }).then(
    (bytes) => bytes.toString('utf8'),
    (error: unknown) => {
      if (error instanceof UnreadableBody) return '';
      throw error;
    },
  );
  const form = new URLSearchParams(text);
  return { id: Number(form.get('id') ?? NaN), token: (form.get('token') ?? '').trim() };
}

/** Returns the reason why a request cannot be replayed; undefined if it can be replayed. */
export function obstacleTo(
  { headers }: IncomingMessage,
  stored: InspectedRequest | undefined,
  token: string,
): string | undefined {
  // A browser sends the operator's credentials even with a form from another site.
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return 'The form is from another site.';
  if (!stored) return 'The request is no longer stored.';
  if (!/^[\x21-\x7e]+$/.test(token)) return 'The replay needs a bearer token.';
  return replayObstacle(stored);
}
