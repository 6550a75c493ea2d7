import { pascalCase } from './request.mjs';

/** Returns a text as a TypeScript literal. Prettier changes its quotes to the project's style. */
const literal = (text) => JSON.stringify(text);

export function actionSource(request) {
  const { upstream, effect } = request;
  if (!upstream) return computedAction(request);
  return effect === 'read' ? readAction(request) : writeAction(request);
}

export function actionTest({ name, effect, upstream }) {
  if (!upstream) return computedTest(name);
  return (effect === 'read' ? readTest : writeTest)(name, upstream.prefix);
}

/** Returns the file for the tests, still without a test. */
export const suiteSource = () => `
import { serviceWithUpstreams } from '../support/service-with-upstreams.js';

const UPSTREAMS: string[] = [];

describe('the added actions', () => {
  const service = serviceWithUpstreams(UPSTREAMS);
});
`;

/** Input field for the idempotency key. It is optional: a request that names flow and interaction needs no key. */
const IDEMPOTENCY_KEY = `
  /**
   * Key of this write: calls with the same key execute it once.
   * @example "evt-2026-11-21-a1b2c3d4"
   */
  @IsOptional()
  readonly idempotency_key?: string;
`;

const inputClass = (Name, key = '') => `
class ${Name}Input {${key}
  /** @example "4711" */
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  readonly id: string;
}
`;

const importsOf = (validators, call, { className, name }) => `
import { ${validators} } from 'class-validator';
import { Call, DataAction, Execute, Input } from '../data-actions/decorators/data-action.decorator.js';
import { ${call} } from '../data-actions/request/context/data-action-call.js';
import { ${className} } from '../upstreams/${name}.client.js';
`;

function computedAction({ name, summary }) {
  const Name = pascalCase(name);
  return `
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { DataAction, Execute, Input } from '../data-actions/decorators/data-action.decorator.js';
${inputClass(Name)}
class ${Name}Output {
  /** @example "4711" */
  readonly id: string;

  /** @example "2026-11-21T10:15:00.000Z" */
  readonly timestamp: string;
}

/** Calls no other system. */
@DataAction('${name}', { effect: 'read', summary: ${literal(summary)} })
export class ${Name}Action {
  @Execute(${Name}Output)
  async execute(@Input() { id }: ${Name}Input): Promise<${Name}Output> {
    return { id, timestamp: new Date().toISOString() };
  }
}
`;
}

const computedTest = (name) => `
  it('${name} returns the id and the time', async () => {
    const data = { id: '4711', timestamp: expect.stringMatching(/^20.*Z$/) };

    expect(await service.call('${name}', { id: '4711' })).toMatchObject({ code: 'OK', data });
  });
`;

function readAction({ name, summary, upstream }) {
  const Name = pascalCase(name);
  return `${importsOf('IsNotEmpty, IsString, MaxLength', 'DataActionCall', upstream)}${inputClass(Name)}
class ${Name}Output {
  /** @example true */
  readonly found: boolean;

  /** @example "Main Street" */
  readonly name: string;
}

/** An unknown id is a success with \`found: false\`, so that the flow can branch on it. */
@DataAction('${name}', {
  effect: 'read',
  summary: ${literal(summary)},
  needs: ['${upstream.prefix}_BASE_URL'],
  cache: { isNotFound: ({ found }: ${Name}Output) => !found },
})
export class ${Name}Action {
  constructor(private readonly ${upstream.field}: ${upstream.className}) {}

  @Execute(${Name}Output)
  async execute(@Input() { id }: ${Name}Input, @Call() call: DataActionCall): Promise<${Name}Output> {
    const record = await this.${upstream.field}.${upstream.method}(id, call);
    return { found: record !== undefined, name: record?.name ?? '' };
  }
}
`;
}

const readTest = (name, prefix) => `
  it('${name} returns the record, and found: false without one', async () => {
    service.respond('${prefix}', 'GET /${name}/4711', { name: 'Main Street' });
    const data = { found: true, name: 'Main Street' };

    expect(await service.call('${name}', { id: '4711' })).toMatchObject({ code: 'OK', data });
    expect(await service.call('${name}', { id: '1' })).toMatchObject({ code: 'OK', data: { found: false } });
  });
`;

function writeAction({ name, summary, upstream }) {
  const Name = pascalCase(name);
  return `${importsOf('IsNotEmpty, IsOptional, IsString, MaxLength', 'WriteCall', upstream)}${inputClass(Name, IDEMPOTENCY_KEY)}
class ${Name}Output {
  /** @example "accepted" */
  readonly state: string;
}

@DataAction('${name}', {
  effect: 'write',
  summary: ${literal(summary)},
  needs: ['${upstream.prefix}_BASE_URL'],
  // Set it to true if the upstream executes requests with the same Idempotency-Key once.
  honoursKey: false,
})
export class ${Name}Action {
  constructor(private readonly ${upstream.field}: ${upstream.className}) {}

  @Execute(${Name}Output)
  async execute(@Input() { id }: ${Name}Input, @Call() call: WriteCall): Promise<${Name}Output> {
    return this.${upstream.field}.${upstream.method}(id, call);
  }
}
`;
}

const writeTest = (name, prefix) => `
  it('${name} sends the id and returns the state', async () => {
    service.respond('${prefix}', 'POST /${name}', { state: 'accepted' });
    const input = { id: '4711', idempotency_key: 'key-1' };

    expect(await service.call('${name}', input)).toMatchObject({ code: 'OK', data: { state: 'accepted' } });
    expect(service.requests('${prefix}')).toMatchObject([{ request: 'POST /${name}', body: { id: '4711' } }]);
  });
`;

/** Returns the client of a new upstream, still without methods. */
export function clientSource({ prefix, words, className, defaultAuth }) {
  const title = words.replace(/^the (.)/, (_, letter) => letter.toUpperCase());
  return `
import { upstreamClient } from './authentication/upstream-client.js';

/** Client of ${words}: \`${prefix}_BASE_URL\`, \`${prefix}_AUTH\`, … */
export class ${className} extends upstreamClient({ name: ${literal(title)}, prefix: '${prefix}', auth: '${defaultAuth}' }) {
}
`;
}

/** Returns the name of the call type that a client method imports. */
export const callType = ({ effect }) => (effect === 'read' ? 'UpstreamCall' : 'UpstreamWrite');

/** Returns the client method that an action calls. */
export function clientMethod({ name, effect, upstream: { method } }) {
  if (effect === 'read')
    return `
  /** Requests \`GET /${name}/{id}\`. @returns undefined for status 404 */
  ${method}(id: string, call: UpstreamCall) {
    const request = { operation: 'GET ${name}', method: 'GET', path: ['${name}', id] } as const;
    return this.find({ name: 'string' }, request, call);
  }
`;
  return `
  /** Requests \`POST /${name}\`. The header \`Idempotency-Key\` is the same on every attempt. */
  ${method}(id: string, call: UpstreamWrite) {
    const request = { operation: 'POST ${name}', method: 'POST', path: ['${name}'], body: { id } } as const;
    return this.write({ state: 'string' }, request, call);
  }
`;
}
