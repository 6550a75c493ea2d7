import { pascalCase } from './request.mjs';

/** A text as TypeScript source. Prettier turns the quotes into the project's. */
const literal = (text) => JSON.stringify(text);

const decorators = `import { Call, DataAction, Execute, Input } from '../data-actions/decorators/data-action.decorator.js';`;

/** The file of the action. */
export function actionSource(request) {
  const { upstream, effect } = request;
  if (!upstream) return computedAction(request);
  return effect === 'read' ? readAction(request) : writeAction(request);
}

/** The file of its test. */
export function specSource(request) {
  const { upstream, effect } = request;
  if (!upstream) return computedSpec(request);
  return effect === 'read' ? readSpec(request) : writeSpec(request);
}

/** Without a key, only a request that names flow and interaction can be executed. */
const IDEMPOTENCY_KEY = `
  /**
   * Key of this write: calls with the same key execute it once.
   * @example "evt-2026-11-21-a1b2c3d4"
   */
  @IsOptional()
  readonly idempotency_key?: string;
`;

const inputClass = (Name, meaning, key = '') => `
class ${Name}Input {${key}
  /**
   * ${meaning}
   * @example "4711"
   */
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  readonly id: string;
}
`;

const clientImport = ({ className, path }) =>
  `import { ${className} } from '${path.replace('src/', '../').replace(/\.ts$/, '.js')}';`;

function computedAction({ name, summary }) {
  const Name = pascalCase(name);
  return `
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { DataAction, Execute, Input } from '../data-actions/decorators/data-action.decorator.js';
${inputClass(Name, 'Id that the flow sends.')}
class ${Name}Output {
  /** @example "4711" */
  readonly id: string;

  /**
   * Time of the response, in UTC.
   * @example "2026-11-21T10:15:00.000Z"
   */
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

const computedSpec = ({ name }) => `
import { ${pascalCase(name)}Action } from './${name}.action.js';

describe('${pascalCase(name)}Action', () => {
  it('returns the id and the time', async () => {
    expect(await new ${pascalCase(name)}Action().execute({ id: '4711' })).toEqual({
      id: '4711',
      timestamp: expect.stringMatching(/^20.*Z$/) as string,
    });
  });
});
`;

function readAction({ name, summary, upstream }) {
  const Name = pascalCase(name);
  return `
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
${decorators}
import { DataActionCall } from '../data-actions/request/data-action-call.js';
${clientImport(upstream)}
${inputClass(Name, 'Id of the record to read.')}
class ${Name}Output {
  /**
   * False if there is no such record.
   * @example true
   */
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

const readSpec = ({ name, upstream: { className, path, field, method } }) => `
import { DataActionCall } from '../data-actions/request/data-action-call.js';
${clientImport({ className, path })}
import { ${pascalCase(name)}Action } from './${name}.action.js';

describe('${pascalCase(name)}Action', () => {
  const ${field} = { ${method}: async (id: string) => (id === '4711' ? { name: 'Main Street' } : undefined) };
  const action = new ${pascalCase(name)}Action(${field} as unknown as ${className});
  const call = {} as DataActionCall;

  it('returns the record', async () => {
    expect(await action.execute({ id: '4711' }, call)).toEqual({ found: true, name: 'Main Street' });
  });

  it('returns found: false for an unknown id', async () => {
    expect(await action.execute({ id: '1' }, call)).toEqual({ found: false, name: '' });
  });
});
`;

function writeAction({ name, summary, upstream }) {
  const Name = pascalCase(name);
  return `
import { IsNotEmpty, IsOptional, IsString, MaxLength } from 'class-validator';
${decorators}
import { WriteCall } from '../data-actions/request/data-action-call.js';
${clientImport(upstream)}
${inputClass(Name, 'Id of the record to change.', IDEMPOTENCY_KEY)}
class ${Name}Output {
  /**
   * State of the record after the change.
   * @example "accepted"
   */
  readonly state: string;
}

/** Sends the idempotency key to the upstream. The key is the same for every attempt, also after a crash. */
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
    return this.${upstream.field}.${upstream.method}(id, call.idempotency, call);
  }
}
`;
}

const writeSpec = ({ name, upstream: { className, path, field, method } }) => `
import { WriteCall } from '../data-actions/request/data-action-call.js';
${clientImport({ className, path })}
import { ${pascalCase(name)}Action } from './${name}.action.js';

describe('${pascalCase(name)}Action', () => {
  it('sends the id with the idempotency key and returns the state', async () => {
    const requests: unknown[] = [];
    const ${field} = {
      ${method}: async (...request: unknown[]) => {
        requests.push(request);
        return { state: 'accepted' };
      },
    };
    const action = new ${pascalCase(name)}Action(${field} as unknown as ${className});
    const call = { idempotency: { key: 'key-1', isHonoured: false } } as WriteCall;

    expect(await action.execute({ id: '4711' }, call)).toEqual({ state: 'accepted' });
    expect(requests).toEqual([['4711', call.idempotency, call]]);
  });
});
`;

/** The client of a new upstream, without methods. */
export function clientSource({ name, prefix, words, className, defaultAuth }) {
  const title = words.replace(/^the (.)/, (_, letter) => letter.toUpperCase());
  const config = `${pascalCase(name)}Config`;
  return `
import { Inject, Injectable } from '@nestjs/common';
import { UpstreamConnector } from '../resilience/upstream/upstream-connector.js';
import { UpstreamCall } from '../resilience/upstream/upstream-request.js';
import { Upstream } from './authentication/upstream.js';
import { UpstreamConfig, upstreamConfig } from './authentication/upstream-config.js';

const NAME = ${literal(title)};

/** \`${prefix}_BASE_URL\`, \`${prefix}_AUTH\`, … */
export const ${config} = upstreamConfig('${prefix}', '${defaultAuth}');

/** Client of ${words}. */
@Injectable()
export class ${className} {
  private readonly upstream: Upstream;

  constructor(@Inject(${config}) config: UpstreamConfig, connector: UpstreamConnector) {
    this.upstream = new Upstream({ name: NAME, config, connector });
  }
}
`;
}

/** The method of a client that an action calls, and the imports that it needs. */
export function clientMethod({ name, effect, upstream }, upstreamName) {
  const imports = [
    ['../errors/upstream-errors.js', 'UpstreamBadResponse'],
    ['../resilience/upstream/upstream-request.js', 'UpstreamCall'],
  ];
  if (effect === 'read')
    return {
      imports: [...imports, ['../errors/upstream-errors.js', 'UpstreamRejected']],
      source: readMethod(name, upstream.method, upstreamName),
    };
  return { imports, source: writeMethod(name, upstream.method, upstreamName) };
}

const readMethod = (name, method, upstreamName) => `
  /**
   * Requests \`GET /${name}/{id}\`.
   *
   * @returns undefined for status 404
   */
  async ${method}(id: string, call: UpstreamCall): Promise<{ readonly name: string } | undefined> {
    const request = { operation: 'GET ${name}', method: 'GET', path: ['${name}', id] } as const;
    try {
      const { body } = await this.upstream.request(request, call);
      if (typeof body !== 'object' || body === null || !('name' in body) || typeof body.name !== 'string')
        throw new UpstreamBadResponse(${upstreamName}, 'sent a response without a name');
      return { name: body.name };
    } catch (error) {
      if (error instanceof UpstreamRejected && error.upstreamStatus === 404) return undefined;
      throw error;
    }
  }
`;

const writeMethod = (name, method, upstreamName) => `
  /**
   * Requests \`POST /${name}\` with the id as JSON.
   *
   * @param idempotency sent as \`Idempotency-Key\`, the same on every attempt
   */
  async ${method}(
    id: string,
    idempotency: { readonly key: string; readonly isHonoured: boolean },
    call: UpstreamCall,
  ): Promise<{ readonly state: string }> {
    const { body } = await this.upstream.request(
      {
        operation: 'POST ${name}',
        method: 'POST',
        path: ['${name}'],
        headers: { 'Idempotency-Key': idempotency.key },
        body: { id },
        repeatable: idempotency.isHonoured,
      },
      call,
    );
    if (typeof body !== 'object' || body === null || !('state' in body) || typeof body.state !== 'string')
      throw new UpstreamBadResponse(${upstreamName}, 'sent a response without a state');
    return { state: body.state };
  }
`;
