import { InspectedRequest } from './inspected-request.js';

/** Memory of an entry without its texts. */
const ENTRY_BYTES = 1_000;

/** Keeps the latest requests, limited by number and total size. */
export class RequestBuffer {
  private readonly entries: { readonly request: InspectedRequest; readonly bytes: number }[] = [];
  private totalBytes = 0;

  constructor(
    private readonly maxRequests: number,
    private readonly maxBytes: number,
  ) {}

  add(request: InspectedRequest): void {
    const bytes = sizeOf(request);
    this.entries.push({ request, bytes });
    this.totalBytes += bytes;
    while (this.entries.length > this.maxRequests || this.totalBytes > this.maxBytes)
      this.totalBytes -= this.entries.shift()?.bytes ?? 0;
  }

  /** Returns the requests, oldest first. */
  items(): InspectedRequest[] {
    return this.entries.map(({ request }) => request);
  }
}

/** Assumes two bytes per character, which V8 needs for text outside Latin-1. */
function sizeOf({ path, headers, body, errors, client, organisation }: InspectedRequest): number {
  const texts = [path, ...headers.flat(), body, ...errors, client, organisation];
  return texts.reduce((bytes, text) => bytes + 2 * text.length, ENTRY_BYTES);
}
