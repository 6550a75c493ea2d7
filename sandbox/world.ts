import { Control } from './control.js';
import { Crm } from './crm.js';
import { GenesysCloud } from './genesys/genesys-cloud.js';
import { Issuer } from './issuer.js';
import { Orders } from './orders.js';
import type { Simulator } from './simulator.js';

export const SANDBOX_CLIENT = { id: 'sandbox-client', secret: 'sandbox-secret' };
export const SANDBOX_ACTION_ID = 'custom_-_5f0c1d7e-2b1a-4c8e-9a51-3d2f7b6e0c44';
/** Whoever calls the service gets the issuer's tokens with these. */
export const SANDBOX_CALLER = { id: 'sandbox-caller', secret: 'sandbox-caller-secret' };
export const CRM_API_KEY = 'sandbox-crm-key';
export const ORDERS_API_KEY = 'sandbox-orders-key';
/** A customer's own key, as a flow may send it along; the CRM and the orders API take it beside the service's. */
export const EXTERNAL_API_KEY = 'sandbox-external-key';

export interface WorldOptions {
  /** Fixed ports; the rest are free ones. */
  readonly ports?: { readonly [name in 'genesys' | 'crm' | 'orders' | 'control']?: number };
  /** Starts the control API too; it also starts where it is given a port. */
  readonly control?: boolean;
  readonly audience?: string;
  /** Genesys API calls a minute that a token has; 300 on the real platform, practically unlimited by default. */
  readonly callsPerMinute?: number;
}

/** Everything outside the service: its callers' issuer, and the upstreams, each a real HTTP server on 127.0.0.1. */
export class World {
  constructor(
    readonly issuer: Issuer,
    readonly genesys: GenesysCloud,
    readonly crm: Crm,
    readonly orders: Orders,
    readonly control?: Control,
  ) {}

  get simulators(): readonly Simulator[] {
    return [this.genesys, this.crm, this.orders];
  }

  /** The environment that points the service at this world; `over` is laid over it. */
  environment(over: Readonly<Record<string, string>> = {}): Record<string, string> {
    return {
      AUTH_JWKS_URL: `${this.genesys.url}/oauth/jwks.json`,
      AUTH_ISSUER: this.issuer.url,
      AUTH_AUDIENCE: this.issuer.audience,
      GENESYS_API_URL: this.genesys.url,
      GENESYS_LOGIN_URL: this.genesys.url,
      GENESYS_CLIENT_ID: SANDBOX_CLIENT.id,
      GENESYS_CLIENT_SECRET: SANDBOX_CLIENT.secret,
      GENESYS_DATA_ACTION_ID: SANDBOX_ACTION_ID,
      CRM_BASE_URL: this.crm.url,
      CRM_API_KEY,
      ORDERS_BASE_URL: this.orders.url,
      ORDERS_API_KEY,
      ...over,
    };
  }

  /** Forgets faults, scripted answers, calls and executions everywhere; keys and tokens stay. */
  reset(): void {
    for (const simulator of this.simulators) simulator.reset();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.simulators, this.control].map(async (simulator) => simulator?.stop()));
  }
}

/**
 * Starts the whole outside world in this process, or nothing of it.
 * @throws where a port is taken
 */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const { ports = {}, audience, callsPerMinute, control = ports.control !== undefined } = options;
  const issuer = new Issuer(audience);
  const genesys = new GenesysCloud({
    issuer,
    client: SANDBOX_CLIENT,
    caller: SANDBOX_CALLER,
    callsPerMinute,
    port: ports.genesys,
  });
  const crm = new Crm({ apiKeys: [CRM_API_KEY, EXTERNAL_API_KEY], port: ports.crm });
  const orders = new Orders({ apiKeys: [ORDERS_API_KEY, EXTERNAL_API_KEY], port: ports.orders });
  const simulators = [genesys, crm, orders];
  const controlling = control ? new Control({ issuer, simulators }, ports.control) : undefined;
  const world = new World(issuer, genesys, crm, orders, controlling);
  const starts = [...simulators, controlling].map(async (simulator) => simulator?.start());
  try {
    await Promise.all(starts);
  } catch (error) {
    await Promise.allSettled(starts);
    await world.stop();
    throw error;
  }
  issuer.url = genesys.url;
  return world;
}
