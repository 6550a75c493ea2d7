import { readFaults } from '../simulator/fault-input.js';
import type { Issuer } from '../issuer/issuer.js';
import { isJsonObject } from '../json/json-object.js';
import { ownBrowserOnly } from './own-browser-only.js';
import type { SimulatorResponse, Handler, Route, SimulatorRequest } from '../simulator/route.js';
import { Simulator, UNKNOWN_ROUTE } from '../simulator/simulator.js';

const OK: SimulatorResponse = { status: 200, body: { ok: true } };

type ForSimulator = (simulator: Simulator, request: SimulatorRequest) => SimulatorResponse | Promise<SimulatorResponse>;
type ForRoute = (
  simulator: Simulator,
  route: string,
  request: SimulatorRequest,
) => SimulatorResponse | Promise<SimulatorResponse>;

/** HTTP API with which other processes simulate failures. Tests call the methods of the simulators instead. */
export class Control extends Simulator {
  /** @param pages additional routes */
  constructor(
    { issuer, simulators }: { issuer: Issuer; simulators: readonly Simulator[] },
    port = 0,
    pages: Readonly<Record<string, Route>> = {},
  ) {
    const on = (method: string, pattern: string, handle: Handler): Route => ({ method, pattern, handle });
    const one = (handle: ForSimulator) => withSimulator(simulators, handle);
    const route = (handle: ForRoute) => withRoute(simulators, handle);
    super(
      'control',
      protectedRoutes({
        ...pages,
        list: on('GET', '/simulators', () => ({ status: 200, body: simulators.map(describeSimulator) })),
        stop: on('POST', '/simulators/:simulator/stop', one(stop)),
        start: on('POST', '/simulators/:simulator/start', one(start)),
        fail: on('PUT', '/faults/:simulator/:route', route(fail)),
        healRoute: on('DELETE', '/faults/:simulator/:route', route(healRoute)),
        healSimulator: on('DELETE', '/faults/:simulator', one(healSimulator)),
        healAll: on('DELETE', '/faults', () => forAll(simulators, healSimulator)),
        reset: on('POST', '/reset', () => forAll(simulators, reset)),
        calls: on('GET', '/calls/:simulator', one(calls)),
        rotate: on('POST', '/issuer/rotate', (request) => rotate(issuer, request)),
        token: on('POST', '/issuer/token', (request) => token(issuer, request)),
      }),
      undefined,
      port,
    );
  }
}

function protectedRoutes<Name extends string>(routes: Readonly<Record<Name, Route>>): Readonly<Record<Name, Route>> {
  const entries = Object.entries<Route>(routes).map(([name, route]) => [
    name,
    { ...route, handle: ownBrowserOnly(route.handle) },
  ]);
  return Object.fromEntries(entries) as Readonly<Record<Name, Route>>;
}

function withSimulator(simulators: readonly Simulator[], handle: ForSimulator): Handler {
  return (request) => {
    const name = request.params['simulator'];
    const simulator = simulators.find((each) => each.name === name);
    if (simulator !== undefined) return handle(simulator, request);
    const known = simulators.map((each) => each.name).join(', ');
    return errorResponse(404, [`Unknown simulator ${name}; known simulators are ${known}`]);
  };
}

function withRoute(simulators: readonly Simulator[], handle: ForRoute): Handler {
  return withSimulator(simulators, (simulator, request) => {
    const route = request.params['route'] ?? '';
    return simulator.routeNames.includes(route) ? handle(simulator, route, request) : unknownRoute(simulator, route);
  });
}

function forAll(
  simulators: readonly Simulator[],
  work: (simulator: Simulator) => SimulatorResponse,
): SimulatorResponse {
  simulators.forEach(work);
  return OK;
}

function fail(simulator: Simulator, route: string, { json }: SimulatorRequest): SimulatorResponse {
  const { faults, problems } = readFaults(json);
  if (problems.length > 0) return errorResponse(400, problems);
  simulator.fail(route, ...faults);
  return { status: 200, body: { simulator: simulator.name, route, faults } };
}

function healRoute(simulator: Simulator, route: string): SimulatorResponse {
  simulator.heal(route);
  return OK;
}

function healSimulator(simulator: Simulator): SimulatorResponse {
  simulator.heal();
  return OK;
}

function reset(simulator: Simulator): SimulatorResponse {
  simulator.reset();
  return OK;
}

async function stop(simulator: Simulator): Promise<SimulatorResponse> {
  await simulator.stop();
  return OK;
}

async function start(simulator: Simulator): Promise<SimulatorResponse> {
  await simulator.start();
  return OK;
}

/** Returns recorded requests. `?route=` selects those of one route, `?route=unknown` those that matched no route. */
function calls(simulator: Simulator, { query }: SimulatorRequest): SimulatorResponse {
  const route = query.get('route') ?? undefined;
  if (route === undefined || route === UNKNOWN_ROUTE || simulator.routeNames.includes(route))
    return { status: 200, body: simulator.calls(route) };
  return unknownRoute(simulator, route);
}

/** Publishes a new signing key. Body: `{ keepOld? }`. False withdraws the old keys. Default: true. */
function rotate(issuer: Issuer, { json, text }: SimulatorRequest): SimulatorResponse {
  const { keepOld = true } = isJsonObject(json) ? json : {};
  if ((text !== '' && !isJsonObject(json)) || typeof keepOld !== 'boolean')
    return errorResponse(400, ['The body must be { "keepOld": true | false }, or empty']);
  const { kid } = issuer.rotate({ keepOld });
  return { status: 200, body: { kid, published: issuer.keys.map((key) => key.kid) } };
}

/** Returns a new token. Body: `{ claims? }`. They override the default claims. */
function token(issuer: Issuer, { json, text }: SimulatorRequest): SimulatorResponse {
  const { claims = {} } = isJsonObject(json) ? json : {};
  if ((text !== '' && !isJsonObject(json)) || !isJsonObject(claims))
    return errorResponse(400, ['The body must be { "claims": { … } }, or empty']);
  return { status: 200, body: { token: issuer.token({ claims }) } };
}

function describeSimulator({ name, url, isListening, routeNames }: Simulator) {
  return { name, url, isListening, routes: routeNames };
}

function unknownRoute({ name, routeNames }: Simulator, route: string): SimulatorResponse {
  return errorResponse(404, [`Simulator ${name} has no route ${route}; its routes are ${routeNames.join(', ')}`]);
}

function errorResponse(status: number, errors: readonly string[]): SimulatorResponse {
  return { status, body: { errors } };
}
