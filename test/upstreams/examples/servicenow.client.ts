import { Inject, Injectable } from '@nestjs/common';
import { InvalidInput } from '../../../src/errors/request-errors.js';
import { UpstreamBadResponse } from '../../../src/errors/upstream-errors.js';
import { UpstreamConnector } from '../../../src/resilience/upstream/upstream-connector.js';
import { UpstreamCall } from '../../../src/resilience/upstream/upstream-request.js';
import { Upstream } from '../../../src/upstreams/authentication/upstream.js';
import { UpstreamConfig, upstreamConfig } from '../../../src/upstreams/authentication/upstream-config.js';

export interface Incident {
  readonly id: string;
  readonly summary: string;
  readonly state: string;
}

const NAME = 'ServiceNow';
const INCIDENTS = ['api', 'now', 'table', 'incident'];
const CLOSED = '7';

/** `SERVICENOW_BASE_URL`, `SERVICENOW_AUTH`, … */
export const ServiceNowConfig = upstreamConfig('SERVICENOW', 'oauth2');

/** Incidents of ServiceNow, through its Table API. */
@Injectable()
export class ServiceNowClient {
  private readonly upstream: Upstream;

  constructor(@Inject(ServiceNowConfig) config: UpstreamConfig, connector: UpstreamConnector) {
    this.upstream = new Upstream({ name: NAME, config, connector });
  }

  /** Finds an incident by its number, for example INC0010023. @returns undefined if there is none */
  async findIncident(number: string, call: UpstreamCall): Promise<Incident | undefined> {
    // `^` joins conditions in an encoded query, so the number must not contain it.
    if (!/^[A-Z]+\d+$/.test(number)) throw new InvalidInput('number must be the number of an incident, as INC0010023');
    const query = {
      sysparm_query: `number=${number}`,
      sysparm_fields: 'sys_id,short_description,state',
      sysparm_limit: '1',
    };
    const { body } = await this.upstream.request(
      { operation: 'GET incident', method: 'GET', path: INCIDENTS, query },
      call,
    );
    const { result } = Object(body) as { result?: Record<string, unknown>[] };
    if (!Array.isArray(result)) throw new UpstreamBadResponse(NAME, 'sent a response without a result');
    const [found] = result;
    return (
      found && {
        id: text(found['sys_id']),
        summary: text(found['short_description']),
        state: text(found['state']),
      }
    );
  }

  /** Closes an incident. Closing it twice does no harm, so the request may be repeated. */
  async closeIncident(id: string, notes: string, call: UpstreamCall): Promise<void> {
    await this.upstream.request(
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

/** A field as text; empty if it is absent or of another type. */
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
