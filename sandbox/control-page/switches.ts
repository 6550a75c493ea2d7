import { isDeepStrictEqual } from 'node:util';
import type { Fault } from '../simulator/faults.js';
import type { RedisProcess } from '../process/redis-process.js';
import type { Simulator } from '../simulator/simulator.js';
import type { World } from '../world.js';

/** A failure that the control page switches on and off. Its state comes from the simulators, which other clients can also change. */
export interface Switch {
  readonly id: string;
  readonly title: string;
  readonly effect: string;
  /** Reason why the switch cannot be used. Undefined: it can be used. */
  readonly unavailable?: string;
  readonly isOn: () => boolean;
  readonly set: (isOn: boolean) => void | Promise<void>;
}

/** Below the service's limit for an attempt (5 s), so that slow calls succeed. */
const SLOW: Fault = { kind: 'latency', latencyMs: 3_000 };
const UNAVAILABLE: Fault = { kind: 'status', status: 503 };
const THROTTLED: Fault = { kind: 'status', status: 429, headers: { 'Retry-After': '30' } };
const HTML: Fault = { kind: 'notJson' };

/** Routes of Genesys Cloud that can fail. `execute` is not one of them: flows also call the service through this route. */
const GENESYS_ROUTES = ['queues', 'users', 'analytics'];

export function switches({ crm, orders, genesys }: World, redis?: RedisProcess): readonly Switch[] {
  return [
    failing('crm-slow', 'CRM slow', 'Each response is 3 seconds late', crm, crm.routeNames, SLOW),
    failing('crm-fails', 'CRM fails', 'Each response is a 503', crm, crm.routeNames, UNAVAILABLE),
    failing('crm-html', 'CRM sends HTML', 'Each response is the error page of a proxy', crm, crm.routeNames, HTML),
    stopped('crm-down', 'CRM down', 'Connections are refused', crm),
    failing('orders-slow', 'Orders slow', 'Each response is 3 seconds late', orders, orders.routeNames, SLOW),
    stopped('orders-down', 'Orders down', 'Connections are refused', orders),
    failing(
      'genesys-throttled',
      'Genesys Cloud throttles',
      'Queues, users and conversations: 429 with Retry-After 30',
      genesys,
      GENESYS_ROUTES,
      THROTTLED,
    ),
    failing(
      'genesys-fails',
      'Genesys Cloud fails',
      'Queues, users and conversations: 503',
      genesys,
      GENESYS_ROUTES,
      UNAVAILABLE,
    ),
    failing(
      'keys-gone',
      'Signing keys gone',
      "The identity provider's key set returns 503",
      genesys,
      ['jwks', 'discovery'],
      UNAVAILABLE,
    ),
    redisGone(redis),
  ];
}

function failing(
  id: string,
  title: string,
  effect: string,
  simulator: Simulator,
  routes: readonly string[],
  fault: Fault,
): Switch {
  return {
    id,
    title,
    effect,
    isOn: () => routes.every((route) => isDeepStrictEqual(simulator.faultsOf(route), [fault])),
    set: (isOn) => {
      for (const route of routes) {
        if (isOn) simulator.fail(route, fault);
        else simulator.heal(route);
      }
    },
  };
}

function stopped(id: string, title: string, effect: string, simulator: Simulator): Switch {
  return {
    id,
    title,
    effect,
    isOn: () => !simulator.isListening,
    set: (isOn) => (isOn ? simulator.stop() : simulator.start()),
  };
}

function redisGone(redis: RedisProcess | undefined): Switch {
  return {
    id: 'redis-gone',
    title: 'Redis gone',
    effect: 'Connections are refused, and the contents are lost',
    ...(redis === undefined && {
      unavailable: 'The service uses its memory. Start with npm run sandbox -- --redis to use redis-server.',
    }),
    isOn: () => redis?.isRunning === false,
    set: async (isOn) => (isOn ? redis?.stop() : redis?.start()),
  };
}
