import { Inject, Injectable } from '@nestjs/common';
import { UpstreamBadResponse } from '../../../src/errors/upstream-errors.js';
import { UpstreamConnector } from '../../../src/resilience/upstream/upstream-connector.js';
import { UpstreamCall } from '../../../src/resilience/upstream/upstream-request.js';
import { Upstream } from '../../../src/upstreams/authentication/upstream.js';
import { UpstreamConfig, upstreamConfig } from '../../../src/upstreams/authentication/upstream-config.js';

export interface Contact {
  readonly id: string;
  readonly name: string;
}

const NAME = 'Salesforce';
const API = ['services', 'data', 'v61.0'];

/** `SALESFORCE_BASE_URL`, `SALESFORCE_AUTH`, … */
export const SalesforceConfig = upstreamConfig('SALESFORCE', 'oauth2');

/** Contacts and cases of Salesforce. */
@Injectable()
export class SalesforceClient {
  private readonly upstream: Upstream;

  constructor(@Inject(SalesforceConfig) config: UpstreamConfig, connector: UpstreamConnector) {
    this.upstream = new Upstream({ name: NAME, config, connector });
  }

  /** Finds a contact by phone number. @returns undefined if there is none */
  async findContact(phone: string, call: UpstreamCall): Promise<Contact | undefined> {
    const q = `SELECT Id, Name FROM Contact WHERE Phone = ${quoted(phone)} LIMIT 1`;
    const { body } = await this.upstream.request(
      { operation: 'GET contact', method: 'GET', path: [...API, 'query'], query: { q } },
      call,
    );
    const { records } = Object(body) as { records?: { Id?: unknown; Name?: unknown }[] };
    if (!Array.isArray(records)) throw new UpstreamBadResponse(NAME, 'sent a response without records');
    const [contact] = records;
    return contact && { id: text(contact.Id), name: text(contact.Name) };
  }

  /** Closes a case. Closing it twice does no harm, so the request may be repeated. */
  async closeCase(id: string, call: UpstreamCall): Promise<void> {
    await this.upstream.request(
      {
        operation: 'PATCH case',
        method: 'PATCH',
        path: [...API, 'sobjects', 'Case', id],
        body: { Status: 'Closed' },
        expects: 'nothing',
        repeatable: true,
      },
      call,
    );
  }
}

/** A string in SOQL. Backslash and quote are escaped, so an input cannot change the query. */
const quoted = (value: string): string => `'${value.replace(/[\\']/g, '\\$&')}'`;

/** A field as text; empty if it is absent or of another type. */
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
