import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { Secret } from 'kubernetes-models/v1/Secret';
import { Service } from 'kubernetes-models/v1/Service';
import { parse } from 'yaml';
import '../../src/function.js';
import '../../src/workers/workers.config.js';
import { configClasses } from '../../src/config/variables/env.decorator.js';
import { ActionError, ERROR_CODES, InternalError } from '../../src/errors/action-error.js';
import { errorResponse } from '../../src/errors/error-envelope.js';
import {
  IdempotencyConflict,
  IdempotencyInProgress,
  IdempotencyKeyReused,
  OutcomeUnknown,
  StoreUnavailable,
} from '../../src/errors/idempotency-errors.js';
import { CircuitOpen, DeadlineExceeded, Overloaded } from '../../src/errors/limit-errors.js';
import * as request from '../../src/errors/request-errors.js';
import * as upstream from '../../src/errors/upstream-errors.js';
import { readDockerfile } from '../process/dockerfile.js';

const ROOT = join(__dirname, '..', '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** A parsed YAML document, in which every field may be missing. */
type Tree = { readonly [key: string]: Tree } & readonly Tree[] & string;
const yaml = (path: string): Tree => parse(read(path)) as Tree;

const VARIABLES = new Set([...configClasses()].flatMap(([, bindings]) => bindings.map(({ variable }) => variable)));
const unknownOf = (names: readonly string[]): string[] => names.filter((name) => !VARIABLES.has(name));

/** One error of each kind. 418 stands for the upstream's status, because no error of the service uses it. */
const FAILURES: readonly ActionError[] = [
  new request.InvalidInput('x'),
  new request.MalformedJson('x'),
  new request.Unauthenticated('missing'),
  new request.Forbidden('x'),
  new request.UnknownAction('x'),
  new request.MethodNotAllowed('GET', ['POST']),
  new request.PayloadTooLarge('x'),
  new request.UnsupportedMediaType('x'),
  new upstream.UpstreamRejected('CRM', 418),
  new upstream.UpstreamThrottled('CRM'),
  new upstream.UpstreamUnavailable('CRM', 418),
  new upstream.UpstreamUnreachable('CRM', 'x'),
  new upstream.UpstreamBadResponse('CRM', 'x'),
  new DeadlineExceeded(1),
  new CircuitOpen('CRM', 1),
  new Overloaded('x'),
  new IdempotencyInProgress(1),
  new IdempotencyConflict('Genesys Cloud'),
  new OutcomeUnknown(),
  new IdempotencyKeyReused(),
  new StoreUnavailable({ mayHaveBeenApplied: false }),
  new InternalError(),
];

describe('docs/errors.md', () => {
  const rows = tableIn('errors.md');

  it('lists exactly the codes that exist', () => {
    expect(rows.map(([code]) => code).sort()).toEqual([...ERROR_CODES].sort());
  });

  it('has a section for each of them, to which the log leads', () => {
    const sections = [...read('docs/errors.md').matchAll(/^### (\w+)$/gm)].map(([, title]) => title);

    expect(sections.sort()).toEqual([...ERROR_CODES, 'ABANDONED'].sort());
  });

  it.each(FAILURES.map((failure) => [failure.code, failure] as const))('describes %s', (code, failure) => {
    const [, http, statusCode, fallbackType, action] = rows.find(([listed]) => listed === code) ?? [];
    const inStatus = errorResponse(failure, 'status', 'id');
    const inBody = errorResponse(failure, 'in-body', 'id');

    expect(String(inStatus.httpStatus)).toBe(http);
    expect(inStatus.body.fallback_type).toBe(fallbackType);
    if (action !== 'by status') expect(inStatus.body.action).toBe(action);
    if (statusCode === 'HTTP') {
      expect([inBody.httpStatus, inBody.body.status_code]).toEqual([inStatus.httpStatus, inStatus.httpStatus]);
    } else {
      expect([inBody.httpStatus, inBody.body.status_code]).toEqual([
        200,
        statusCode === "the upstream's" ? 418 : Number(statusCode),
      ]);
    }
  });
});

describe('docs/configuration.md', () => {
  const rows = tableIn('configuration.md');
  const documented = rows.map(([variable = '']) => variable);
  const bindings = [...configClasses()].flatMap(([Class, bound]) => {
    const defaults = new Class() as Record<string, unknown>;
    return bound.map(({ property, ...binding }) => ({ ...binding, value: defaults[property] }));
  });
  const described = bindings.filter(({ variable }) => documented.includes(variable));

  it('lists exactly the variables that the service reads, at least without those of added actions and clients', () => {
    const missing = bindings.filter(({ variable }) => !documented.includes(variable) && !isAdded(variable, documented));

    expect(missing.map(({ variable }) => variable)).toEqual([]);
    expect(described.map(({ variable }) => variable).sort()).toEqual([...documented].sort());
  });

  it('lists exactly the variables that a file can hold', () => {
    const secrets = described.filter(({ isSecret }) => isSecret);
    const [, listed = ''] = /These variables are secrets: (.*)\.$/m.exec(read('docs/configuration.md')) ?? [];

    expect(listed.split(', ')).toEqual(secrets.map(({ variable }) => `\`${variable}\``).sort());
  });

  it.each(described.map(({ variable, value }) => [variable, value]))('lists the default of %s', (variable, value) => {
    const [, shown] = rows.find(([listed]) => listed === variable) ?? [];
    const isSimple = ['string', 'number', 'boolean'].includes(typeof value) && value !== false;

    expect(shown).toBe(isSimple ? String(value) : Array.isArray(value) ? value.join(',') : '');
  });
});

describe('the image', () => {
  const { stages, last } = readDockerfile(read('Dockerfile'));

  it('uses one base image with an exact release in every stage', () => {
    expect(read('Dockerfile')).toMatch(/^ARG NODE_IMAGE=node:\d+\.\d+\.\d+-bookworm-slim$/m);
    expect(stages.map(({ base }) => base)).toEqual(['${NODE_IMAGE}', '${NODE_IMAGE}', '${NODE_IMAGE}']);
  });

  it('runs as an unprivileged user and stops on SIGTERM', () => {
    expect(last('USER')).toBe('1000:1000');
    expect(last('STOPSIGNAL')).toBe('SIGTERM');
  });

  it('contains only the build and the production packages', () => {
    const copied = stages
      .at(-1)
      ?.instructions.filter(([name]) => name === 'COPY')
      .map(([, rest]) => rest);

    expect(copied).toEqual([
      'package.json ./',
      '--from=production /app/node_modules ./node_modules',
      '--from=build /app/dist ./dist',
    ]);
    expect(stages[1]?.instructions).toContainEqual(['RUN', 'npm ci --omit=dev']);
    expect(
      read('.dockerignore')
        .match(/^[*!].*/gm)
        ?.slice(0, 8),
    ).toEqual([
      '*',
      '!package.json',
      '!package-lock.json',
      '!.npmrc',
      '!nest-cli.json',
      '!tsconfig.json',
      '!tsconfig.build.json',
      '!src',
    ]);
  });
});

describe('deploy/compose.yaml', () => {
  const { services, networks } = yaml('deploy/compose.yaml') as unknown as Record<string, Tree>;
  const service = services?.['service'] as Tree;

  it('sets only variables that exist', () => {
    const inFile = [...read('deploy/service.env.example').matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name ?? '');

    expect(unknownOf([...Object.keys(service['environment'] ?? {}), ...inFile])).toEqual([]);
  });

  it('runs two read-only processes without capabilities', () => {
    expect(service['deploy']?.['replicas']).toBe(2);
    for (const each of Object.values(services ?? {}) as Tree[]) {
      expect(each).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges:true'] });
      expect(each['image'] ?? 'built:here').toMatch(/^(built:here|[a-z]+:\d+\.\d+\.\d+-alpine)$/);
    }
  });

  it('exposes Redis only to the service, and only the proxy to the outside', () => {
    const { redis, proxy } = services as unknown as Record<string, Tree>;

    expect([redis?.['networks'], networks?.['back']]).toEqual([['back'], { internal: true }]);
    expect([redis?.['ports'], service['ports'], proxy?.['ports']]).toEqual([undefined, undefined, ['443:8443']]);
    expect(JSON.stringify(redis?.['command'])).toMatch(
      /--requirepass .*--maxmemory-policy noeviction .*--appendonly yes/,
    );
  });

  it('allows a process to drain before it is killed', () => {
    const { DRAIN_TIMEOUT_MS, DRAIN_NOTICE_MS } = service['environment'] as unknown as Record<string, string>;

    expect([DRAIN_NOTICE_MS, DRAIN_TIMEOUT_MS, service['stop_grace_period']]).toEqual(['3000', '10000', '20s']);
  });
});

describe('deploy/proxy/haproxy.cfg', () => {
  const config = read('deploy/proxy/haproxy.cfg');

  it('forwards every path of an action', () => {
    const aliases = readdirSync(join(ROOT, 'src', 'actions'))
      .filter((file) => file.endsWith('.action.ts'))
      .flatMap((file) => [...read(`src/actions/${file}`).matchAll(/alsoServedAt: \['([^']+)'\]/g)])
      .map(([, path]) => path);
    const allowed = /acl is_call path (.*)/.exec(config)?.[1]?.split(' ');

    expect(aliases).toHaveLength(3);
    expect(allowed?.sort()).toEqual([...aliases, '/oauth/token'].sort());
  });

  it('requires TLS 1.2, checks readiness, and removes an X-Forwarded-For header of the caller', () => {
    expect(config).toContain('ssl-min-ver TLSv1.2');
    expect(config).toContain('uri /health/ready');
    expect(config).toContain('http-request del-header X-Forwarded-For');
  });
});

describe('deploy/kubernetes', () => {
  const files = readdirSync(join(ROOT, 'deploy', 'kubernetes'));
  const at = (file: string): Tree => yaml(`deploy/kubernetes/${file}`);
  const deployment = at('deployment.yaml');
  const pod = deployment['spec']?.['template']?.['spec'] as Tree;
  const container = pod['containers']?.[0] as Tree;

  const MODELS: Readonly<Record<string, new (data: never) => { validate(): void }>> = {
    Namespace,
    ConfigMap,
    Secret,
    Service,
    Deployment,
    HorizontalPodAutoscaler,
    PodDisruptionBudget,
    NetworkPolicy,
  };

  it.each(files.filter((file) => file !== 'kustomization.yaml'))('has a valid %s', (file) => {
    const document = at(file);
    const Model = MODELS[String(document['kind'])];
    if (!Model) throw new Error(`no schema for ${document['kind']}`);

    new Model(document as never).validate();
    expect(new Model({} as never)).toMatchObject({ apiVersion: document['apiVersion'], kind: document['kind'] });
  });

  it('applies every file except the template of the Secret', () => {
    expect([...(at('kustomization.yaml')['resources'] ?? [])].sort()).toEqual(
      files.filter((file) => !['kustomization.yaml', 'secret.example.yaml'].includes(file)).sort(),
    );
  });

  it('sets only variables that exist', () => {
    const names = [at('configmap.yaml')['data'], at('secret.example.yaml')['stringData']].flatMap((data) =>
      Object.keys(data ?? {}),
    );

    expect(unknownOf(names)).toEqual([]);
    expect(names).toContain('REDIS_URL');
    expect(container['env']).toBeUndefined();
  });

  it('selects the same pods everywhere', () => {
    const labels = deployment['spec']?.['template']?.['metadata']?.['labels'];
    const selectors = [
      deployment['spec']?.['selector']?.['matchLabels'],
      at('service.yaml')['spec']?.['selector'],
      at('pod-disruption-budget.yaml')['spec']?.['selector']?.['matchLabels'],
      at('network-policy.yaml')['spec']?.['podSelector']?.['matchLabels'],
      pod['topologySpreadConstraints']?.[0]?.['labelSelector']?.['matchLabels'],
    ];

    for (const selector of selectors) expect(selector).toEqual(labels);
    expect(at('horizontal-pod-autoscaler.yaml')['spec']?.['scaleTargetRef']?.['name']).toBe('dataactions');
  });

  it('uses the health routes as probes, and allows time to drain', () => {
    expect(container['readinessProbe']?.['httpGet']).toEqual({ path: '/health/ready', port: 'http' });
    expect(container['livenessProbe']?.['httpGet']).toEqual({ path: '/health/live', port: 'http' });
    expect(container['startupProbe']?.['httpGet']).toEqual({ path: '/health/live', port: 'http' });
    expect(at('configmap.yaml')['data']).toMatchObject({ PORT: '3000', DRAIN_TIMEOUT_MS: '10000' });
    expect(container['lifecycle']).toEqual({ preStop: { sleep: { seconds: 8 } } });
    expect(pod['terminationGracePeriodSeconds']).toBe(30);
  });

  it('meets the restricted Pod Security Standard, with a read-only root', () => {
    expect(at('namespace.yaml')['metadata']?.['labels']).toEqual({
      'pod-security.kubernetes.io/enforce': 'restricted',
    });
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 1_000, seccompProfile: { type: 'RuntimeDefault' } },
    });
    expect(container['securityContext']).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
  });

  it('keeps enough pods during updates and disruptions', () => {
    expect(deployment['spec']?.['strategy']?.['rollingUpdate']).toEqual({ maxUnavailable: 0, maxSurge: 1 });
    expect(at('horizontal-pod-autoscaler.yaml')['spec']).toMatchObject({ minReplicas: 3 });
    expect(at('pod-disruption-budget.yaml')['spec']).toMatchObject({ minAvailable: 2 });
  });
});

describe('docs/operations.md', () => {
  it('has a section for every alert, and no broken anchor', () => {
    const anchors = [...read('docs/operations.md').matchAll(/^## (.*)$/gm)].map(([, title]) =>
      (title ?? '')
        .toLowerCase()
        .replace(/[^a-z ]/g, '')
        .replaceAll(' ', '-'),
    );
    const runbooks = [...read('deploy/prometheus/rules.yaml').matchAll(/operations\.md#([a-z-]+)/g)];
    const links = [...read('docs/operations.md').matchAll(/\]\(#([a-z-]+)\)/g)];

    expect(runbooks.length).toBeGreaterThan(0);
    expect(
      [...runbooks, ...links].map(([, anchor]) => anchor).filter((anchor) => !anchors.includes(anchor ?? '')),
    ).toEqual([]);
  });
});

/**
 * Returns whether an action or a client declares a variable that the page omits. A client has all its variables on the
 * page, or none.
 */
function isAdded(variable: string, documented: readonly string[]): boolean {
  const declares = (folder: string, file: RegExp, declaration: string): boolean =>
    readdirSync(join(ROOT, 'src', folder))
      .filter((name) => file.test(name))
      .some((name) => read(`src/${folder}/${name}`).includes(declaration));
  const [prefix = ''] = variable.split(/_(?=BASE_URL|AUTH|API_KEY|USERNAME|PASSWORD|TOKEN_URL|CLIENT|SCOPE|TLS)/);
  return (
    declares('actions', /\.action\.ts$/, `'${variable}'`) ||
    (!documented.includes(`${prefix}_BASE_URL`) && declares('upstreams', /\.client\.ts$/, `prefix: '${prefix}'`))
  );
}

/** Returns the cells of a page's tables, row by row, without the headers. */
function tableIn(page: string): string[][] {
  return read(`docs/${page}`)
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim().replaceAll('`', '')),
    );
}
