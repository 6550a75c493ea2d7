import { InspectedRequest } from './inspected-request.js';

/** What an entry takes beside its texts. */
const ENTRY_BYTES = 1_000;

/** Keeps the latest requests: at most so many, and at most so many bytes over all. */
export class RequestBuffer {
  private readonly kept: { readonly request: InspectedRequest; readonly bytes: number }[] = [];
  private totalBytes = 0;

  constructor(
    private readonly maxRequests: number,
    private readonly maxBytes: number,
  ) {}

  add(request: InspectedRequest): void {
    const bytes = sizeOf(request);
    this.kept.push({ request, bytes });
    this.totalBytes += bytes;
    while (this.kept.length > this.maxRequests || this.totalBytes > this.maxBytes)
      this.totalBytes -= this.kept.shift()?.bytes ?? 0;
  }

  /** Oldest first. */
  items(): InspectedRequest[] {
    return this.kept.map(({ request }) => request);
  }
}

/** A text takes two bytes a character where one of them is outside of Latin-1. */
function sizeOf({ path, headers, body, errors, client, organisation }: InspectedRequest): number {
  const texts = [path, ...headers.flat(), body, ...errors, client, organisation];
  return texts.reduce((bytes, text) => bytes + 2 * text.length, ENTRY_BYTES);
}
