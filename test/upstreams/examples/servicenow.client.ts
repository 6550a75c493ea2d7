import { InvalidInput } from '../../../src/errors/request-errors.js';
import { UpstreamCall, upstreamClient } from '../../../src/upstreams/authentication/upstream-client.js';

export interface Incident {
  readonly id: string;
  readonly summary: string;
  readonly state: string;
}

const INCIDENTS = ['api', 'now', 'table', 'incident'];
const INCIDENT = { sys_id: 'string', short_description: 'string', state: 'string' } as const;
const CLOSED = '7';

/** Incidents of ServiceNow, through its Table API: `SERVICENOW_BASE_URL`, `SERVICENOW_AUTH`, … */
export class ServiceNowClient extends upstreamClient({ name: 'ServiceNow', prefix: 'SERVICENOW', auth: 'oauth2' }) {
  /** Finds an incident by its number, for example INC0010023. @returns undefined if there is none */
  async findIncident(number: string, call: UpstreamCall): Promise<Incident | undefined> {
    // `^` joins conditions in an encoded query, so the number must not contain it.
    if (!/^[A-Z]+\d+$/.test(number)) throw new InvalidInput('number must be the number of an incident, as INC0010023');
    const query = {
      sysparm_query: `number=${number}`,
      sysparm_fields: 'sys_id,short_description,state',
      sysparm_limit: '1',
    };
    const request = { operation: 'GET incident', method: 'GET', path: INCIDENTS, query } as const;
    const { result } = await this.read({ result: 'array' }, request, call);
    if (result.length === 0) return undefined;
    const { sys_id, short_description, state } = this.fields(INCIDENT, result[0]);
    return { id: sys_id, summary: short_description, state };
  }

  /** Closes an incident. Closing it twice does no harm, so the request may be repeated. */
  async closeIncident(id: string, notes: string, call: UpstreamCall): Promise<void> {
    await this.request(
      {
        operation: 'PATCH incident',
        method: 'PATCH',
        path: [...INCIDENTS, id],
        body: { state: CLOSED, close_code: 'Solved (Permanently)', close_notes: notes },
        repeatable: true,
      },
      call,
    );
  }
}
