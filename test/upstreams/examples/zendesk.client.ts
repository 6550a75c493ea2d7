import { UpstreamCall, upstreamClient, UpstreamWrite } from '../../../src/upstreams/authentication/upstream-client.js';

export interface Ticket {
  readonly id: number;
  readonly subject: string;
  readonly status: string;
}

const TICKETS = ['api', 'v2', 'tickets'];
const TICKET = { id: 'number', subject: 'string', status: 'string' } as const;

/** Tickets of Zendesk: `ZENDESK_BASE_URL`, `ZENDESK_AUTH`, … */
export class ZendeskClient extends upstreamClient({ name: 'Zendesk', prefix: 'ZENDESK', auth: 'basic' }) {
  /** Returns a ticket by id. @returns undefined if there is none */
  async findTicket(id: string, call: UpstreamCall): Promise<Ticket | undefined> {
    const request = { operation: 'GET ticket', method: 'GET', path: [...TICKETS, id] } as const;
    const found = await this.find({ ticket: 'object' }, request, call);
    return found && this.fields(TICKET, found.ticket);
  }

  /** Creates a ticket. Zendesk creates one ticket per idempotency key, so the action sets `honoursKey: true`. */
  async createTicket(subject: string, comment: string, call: UpstreamWrite): Promise<Ticket> {
    const body = { ticket: { subject, comment: { body: comment } } };
    const request = { operation: 'POST ticket', method: 'POST', path: TICKETS, body } as const;
    const { ticket } = await this.write({ ticket: 'object' }, request, call);
    return this.fields(TICKET, ticket);
  }
}
