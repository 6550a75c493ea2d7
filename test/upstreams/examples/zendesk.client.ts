import { Inject, Injectable } from '@nestjs/common';
import { UpstreamBadResponse, UpstreamRejected } from '../../../src/errors/upstream-errors.js';
import { UpstreamConnector } from '../../../src/resilience/upstream/upstream-connector.js';
import { UpstreamCall, UpstreamResponse } from '../../../src/resilience/upstream/upstream-request.js';
import { Upstream } from '../../../src/upstreams/authentication/upstream.js';
import { UpstreamConfig, upstreamConfig } from '../../../src/upstreams/authentication/upstream-config.js';

export interface Ticket {
  readonly id: string;
  readonly subject: string;
  readonly status: string;
}

const NAME = 'Zendesk';
const TICKETS = ['api', 'v2', 'tickets'];

/** `ZENDESK_BASE_URL`, `ZENDESK_AUTH`, … */
export const ZendeskConfig = upstreamConfig('ZENDESK', 'basic');

/** Tickets of Zendesk. */
@Injectable()
export class ZendeskClient {
  private readonly upstream: Upstream;

  constructor(@Inject(ZendeskConfig) config: UpstreamConfig, connector: UpstreamConnector) {
    this.upstream = new Upstream({ name: NAME, config, connector });
  }

  /** Returns a ticket by id. @returns undefined if there is none */
  async findTicket(id: string, call: UpstreamCall): Promise<Ticket | undefined> {
    try {
      const request = { operation: 'GET ticket', method: 'GET', path: [...TICKETS, id] } as const;
      return readTicket(await this.upstream.request(request, call));
    } catch (error) {
      if (error instanceof UpstreamRejected && error.upstreamStatus === 404) return undefined;
      throw error;
    }
  }

  /**
   * Creates a ticket.
   *
   * @param key of the write (`call.idempotency.key`). Zendesk creates one ticket per key, so the action sets
   * `honoursKey: true` and the request may be repeated
   */
  async createTicket(subject: string, comment: string, key: string, call: UpstreamCall): Promise<Ticket> {
    return readTicket(
      await this.upstream.request(
        {
          operation: 'POST ticket',
          method: 'POST',
          path: TICKETS,
          headers: { 'Idempotency-Key': key },
          body: { ticket: { subject, comment: { body: comment } } },
          repeatable: true,
        },
        call,
      ),
    );
  }
}

function readTicket({ body }: UpstreamResponse): Ticket {
  const { ticket } = Object(body) as { ticket?: Record<string, unknown> };
  if (typeof ticket?.['id'] !== 'number') throw new UpstreamBadResponse(NAME, 'sent a response without a ticket');
  return {
    id: String(ticket['id']),
    subject: text(ticket['subject']),
    status: text(ticket['status']),
  };
}

/** A field as text; empty if it is absent or of another type. */
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
