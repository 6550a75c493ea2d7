import { Control } from './control-page/control.js';
import { Crm } from './upstreams/crm.js';
import { GenesysCloud } from './genesys/genesys-cloud.js';
import { Issuer } from './issuer/issuer.js';
import { Orders } from './upstreams/orders.js';
import type { SigningKey } from './issuer/signing-key.js';
import type { Simulator } from './simulator/simulator.js';

export const SANDBOX_CLIENT = { id: 'sandbox-client', secret: 'sandbox-secret' };
export const SANDBOX_ACTION_ID = 'custom_-_5f0c1d7e-2b1a-4c8e-9a51-3d2f7b6e0c44';
/** Credentials with which the service's callers get tokens from the issuer. */
export const SANDBOX_CALLER = { id: 'sandbox-caller', secret: 'sandbox-caller-secret' };
export const CRM_API_KEY = 'sandbox-crm-key';
export const ORDERS_API_KEY = 'sandbox-orders-key';
/** A customer's own key, as a flow can send it. The CRM and the orders API accept it too. */
export const EXTERNAL_API_KEY = 'sandbox-external-key';

export interface WorldOptions {
  /** Fixed ports. All other systems use free ports. */
  readonly ports?: { readonly [name in 'genesys' | 'crm' | 'orders' | 'control']?: number };
  /** Starts the control API. It also starts if it has a fixed port. */
  readonly control?: boolean;
  readonly audience?: string;
  /** Genesys API requests per minute and token. The platform allows 300. Default: practically unlimited. */
  readonly callsPerMinute?: number;
  /** The issuer's first key. Default: a new one. */
  readonly signingKey?: SigningKey;
}

/** All systems around the service: the issuer of its callers' tokens, and the upstreams. Each is an HTTP server on 127.0.0.1. */
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

  /** Returns the environment variables that connect the service to these systems. `over` overrides them. */
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

  /** Removes faults, replaced handlers, recorded requests and executions. Keys and tokens stay. */
  reset(): void {
    for (const simulator of this.simulators) simulator.reset();
  }

  async stop(): Promise<void> {
    await Promise.all([...this.simulators, this.control].map(async (simulator) => simulator?.stop()));
  }
}

/**
 * Starts all systems in this process, or none of them.
 *
 * @throws Error if a port is in use
 */
export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const { ports = {}, audience, callsPerMinute, control = ports.control !== undefined } = options;
  const issuer = new Issuer(audience, options.signingKey);
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
