import { UpstreamCall, upstreamClient } from '../../../src/upstreams/authentication/upstream-client.js';

export interface Contact {
  readonly id: string;
  readonly name: string;
}

const API = ['services', 'data', 'v61.0'];

/** Contacts and cases of Salesforce: `SALESFORCE_BASE_URL`, `SALESFORCE_AUTH`, … */
export class SalesforceClient extends upstreamClient({ name: 'Salesforce', prefix: 'SALESFORCE', auth: 'oauth2' }) {
  /** Finds a contact by phone number. @returns undefined if there is none */
  async findContact(phone: string, call: UpstreamCall): Promise<Contact | undefined> {
    const q = `SELECT Id, Name FROM Contact WHERE Phone = ${quoted(phone)} LIMIT 1`;
    const request = { operation: 'GET contact', method: 'GET', path: [...API, 'query'], query: { q } } as const;
    const { records } = await this.read({ records: 'array' }, request, call);
    if (records.length === 0) return undefined;
    const { Id, Name } = this.fields({ Id: 'string', Name: 'string' }, records[0]);
    return { id: Id, name: Name };
  }

  /** Closes a case. Closing it twice does no harm, so the request may be repeated. */
  async closeCase(id: string, call: UpstreamCall): Promise<void> {
    await this.request(
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

/** Returns a string in SOQL. Backslash and quote are escaped, so an input cannot change the query. */
const quoted = (value: string): string => `'${value.replace(/[\\']/g, '\\$&')}'`;
