import { Envelope } from '../errors/error-envelope.js';
import { jsonOf } from '../json/json-text.js';

/** An envelope as JSON, its data first; of data whose JSON is known no new one is made. */
export const envelopeText = ({ data, ...rest }: Envelope): string =>
  `{"data":${jsonOf(data)},${JSON.stringify(rest).slice(1)}`;
