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
import { readDockerfile } from './dockerfile.js';

const ROOT = join(__dirname, '..', '..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

/** A parsed YAML document, in which every field may be missing. */
type Tree = { readonly [key: string]: Tree } & readonly Tree[] & string;
const yaml = (path: string): Tree => parse(read(path)) as Tree;

const VARIABLES = new Set([...configClasses()].flatMap(([, bindings]) => bindings.map(({ variable }) => variable)));
const unknownOf = (names: readonly string[]): string[] => names.filter((name) => !VARIABLES.has(name));

describe('the image', () => {
  const { stages, last } = readDockerfile(read('Dockerfile'));

  it('uses the same base image with an exact release in every stage', () => {
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
