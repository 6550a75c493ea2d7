import { readFaults } from './fault-input.js';
import type { Issuer } from './issuer.js';
import { isJsonObject } from './json-object.js';
import type { Answer, Handler, SimulatorRequest } from './route.js';
import { Simulator, UNKNOWN_ROUTE } from './simulator.js';

const OK: Answer = { status: 200, body: { ok: true } };

type ForSimulator = (simulator: Simulator, request: SimulatorRequest) => Answer | Promise<Answer>;
type ForRoute = (simulator: Simulator, route: string, request: SimulatorRequest) => Answer | Promise<Answer>;

/** The sandbox's own API, for people who break things by hand and for programs in another process; tests call the simulators' methods. */
export class Control extends Simulator {
  constructor({ issuer, simulators }: { issuer: Issuer; simulators: readonly Simulator[] }, port = 0) {
    const on = (method: string, pattern: string, handle: Handler) => ({ method, pattern, handle });
    const one = (handle: ForSimulator) => withSimulator(simulators, handle);
    const route = (handle: ForRoute) => withRoute(simulators, handle);
    super(
      'control',
      {
        list: on('GET', '/simulators', () => ({ status: 200, body: simulators.map(shown) })),
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
      },
      undefined,
      port,
    );
  }
}

function withSimulator(simulators: readonly Simulator[], handle: ForSimulator): Handler {
  return (request) => {
    const name = request.params['simulator'];
    const simulator = simulators.find((each) => each.name === name);
    if (simulator !== undefined) return handle(simulator, request);
    const known = simulators.map((each) => each.name).join(', ');
    return refused(404, [`no simulator ${name}; there are ${known}`]);
  };
}

function withRoute(simulators: readonly Simulator[], handle: ForRoute): Handler {
  return withSimulator(simulators, (simulator, request) => {
    const route = request.params['route'] ?? '';
    return simulator.routeNames.includes(route) ? handle(simulator, route, request) : unknownRoute(simulator, route);
  });
}

function forAll(simulators: readonly Simulator[], work: (simulator: Simulator) => Answer): Answer {
  simulators.forEach(work);
  return OK;
}

function fail(simulator: Simulator, route: string, { json }: SimulatorRequest): Answer {
  const { faults, problems } = readFaults(json);
  if (problems.length > 0) return refused(400, problems);
  simulator.fail(route, ...faults);
  return { status: 200, body: { simulator: simulator.name, route, faults } };
}

function healRoute(simulator: Simulator, route: string): Answer {
  simulator.heal(route);
  return OK;
}

function healSimulator(simulator: Simulator): Answer {
  simulator.heal();
  return OK;
}

function reset(simulator: Simulator): Answer {
  simulator.reset();
  return OK;
}

async function stop(simulator: Simulator): Promise<Answer> {
  await simulator.stop();
  return OK;
}

async function start(simulator: Simulator): Promise<Answer> {
  await simulator.start();
  return OK;
}

/** Query `route?`: one route's calls, or, for `unknown`, those that no route answered. */
function calls(simulator: Simulator, { query }: SimulatorRequest): Answer {
  const route = query.get('route') ?? undefined;
  if (route === undefined || route === UNKNOWN_ROUTE || simulator.routeNames.includes(route))
    return { status: 200, body: simulator.calls(route) };
  return unknownRoute(simulator, route);
}

/** Body `{ keepOld? }`, as for the method: true unless it says otherwise. */
function rotate(issuer: Issuer, { json, text }: SimulatorRequest): Answer {
  const { keepOld = true } = isJsonObject(json) ? json : {};
  if ((text !== '' && !isJsonObject(json)) || typeof keepOld !== 'boolean')
    return refused(400, ['the body must be { "keepOld": true | false }, or absent']);
  const { kid } = issuer.rotate({ keepOld });
  return { status: 200, body: { kid, published: issuer.keys.map((key) => key.kid) } };
}

/** Body `{ claims? }`, laid over the usual ones. */
function token(issuer: Issuer, { json, text }: SimulatorRequest): Answer {
  const { claims = {} } = isJsonObject(json) ? json : {};
  if ((text !== '' && !isJsonObject(json)) || !isJsonObject(claims))
    return refused(400, ['the body must be { "claims": { … } }, or absent']);
  return { status: 200, body: { token: issuer.token({ claims }) } };
}

function shown({ name, url, isListening, routeNames }: Simulator) {
  return { name, url, isListening, routes: routeNames };
}

function unknownRoute({ name, routeNames }: Simulator, route: string): Answer {
  return refused(404, [`${name} has no route ${route}; there are ${routeNames.join(', ')}`]);
}

function refused(status: number, errors: readonly string[]): Answer {
  return { status, body: { errors } };
}
