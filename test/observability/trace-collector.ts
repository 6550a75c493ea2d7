import { AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { stopAfterSuite } from '../support/clean-up.js';

interface WireValue {
  readonly stringValue?: string;
  readonly intValue?: number;
}

interface WireSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: readonly { readonly key: string; readonly value: WireValue }[];
  readonly status: { readonly code?: number; readonly message?: string };
}

interface WireExport {
  readonly resourceSpans: readonly {
    readonly resource: Pick<WireSpan, 'attributes'>;
    readonly scopeSpans: readonly { readonly spans: readonly WireSpan[] }[];
  }[];
}

export interface ReceivedSpan extends Omit<WireSpan, 'attributes'> {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly resource: Readonly<Record<string, unknown>>;
}

/** An OpenTelemetry collector that receives spans by OTLP over HTTP as JSON. */
export class TraceCollector {
  readonly spans: ReceivedSpan[] = [];
  /** The JSON of all exports so far. */
  text = '';

  private port = 0;
  private readonly server = createServer((request, response) => {
    void json(request).then((body) => {
      this.record(body as WireExport);
      response.setHeader('Content-Type', 'application/json').end('{}');
    });
  });

  /** Starts the collector, and stops it after the suite. A restart uses the same port. */
  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
    return stopAfterSuite(this);
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Returns the spans of a trace in the order of their end. */
  of(traceId: string): readonly ReceivedSpan[] {
    return this.spans.filter((span) => span.traceId === traceId);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private record(body: WireExport): void {
    this.text += JSON.stringify(body);
    for (const { resource, scopeSpans } of body.resourceSpans)
      for (const span of scopeSpans.flatMap(({ spans }) => spans))
        this.spans.push({ ...span, attributes: valuesOf(span), resource: valuesOf(resource) });
  }
}

function valuesOf({ attributes }: Pick<WireSpan, 'attributes'>): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));
}
