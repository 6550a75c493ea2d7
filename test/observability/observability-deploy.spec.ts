import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { ERROR_CODES } from '../../src/errors/action-error.js';
import { exportedMetrics, exportedSeries, isOfProcess } from './exported-metrics.js';
import { problemsOf, seriesIn } from './promql.js';

const DEPLOY = join(__dirname, '..', '..', 'deploy');
const series = exportedSeries();

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: Readonly<Record<'summary' | 'description' | 'runbook', string>>;
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly datasource?: { readonly uid: string };
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string; readonly legendFormat: string }[];
}

interface Dashboard {
  readonly panels: readonly Panel[];
  readonly templating: {
    readonly list: readonly { readonly name: string; readonly type: string; readonly query: unknown }[];
  };
}

const { groups } = parse(readFileSync(join(DEPLOY, 'prometheus', 'rules.yaml'), 'utf8')) as {
  groups: { rules: Rule[] }[];
};
const rules = groups.flatMap((group) => group.rules).map((rule) => [rule.alert, rule] as const);

/** Returns the labels that a text names as `{{ $labels.upstream }}` or `{{upstream}}`. */
const labelsNamedIn = (text: string): string[] =>
  [...text.matchAll(/\{\{\s*(?:\$labels\.)?(\w+)\s*\}\}/g)].map(([, label = '']) => label);

/** Returns the codes in an expression that no call can end with. */
const invalidCodesIn = (expression: string): string[] =>
  [...expression.matchAll(/\bcode[!=~]+"([^"]*)"/g)]
    .flatMap(([, codes = '']) => codes.split('|'))
    .filter((code) => ![...ERROR_CODES, 'OK', 'ABANDONED'].some((valid) => new RegExp(`^${code}$`).test(valid)));

const hasLabel = (expression: string, label: string): boolean =>
  seriesIn(expression).some((name) => series.get(name)?.has(label));

/** Returns the rows of the table under a heading of docs/observability.md, cell by cell. */
function tableUnder(heading: string): string[][] {
  const page = readFileSync(join(__dirname, '..', '..', 'docs', 'observability.md'), 'utf8');
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const [, , ...rows] = section.split('\n').filter((line) => line.startsWith('| '));
  return rows.map((row) =>
    row
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  );
}

const namesIn = (cell = ''): string[] => [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name);

describe('docs/observability.md', () => {
  it('lists exactly the metrics that exist, with their labels', () => {
    const listed = tableUnder('Metrics').map(([name, labels]) => [...namesIn(name), ...namesIn(labels)].join(' '));
    const existing = exportedMetrics().map(({ name, labelNames }) => ({ name, text: [name, ...labelNames].join(' ') }));

    expect(existing.map(({ text }) => text)).toEqual(expect.arrayContaining(listed));
    const own = existing.filter((metric) => !isOfProcess(metric)).map(({ text }) => text);
    expect(listed.filter((text) => !isOfProcess({ name: text })).sort()).toEqual(own.sort());
  });

  it('lists exactly the alerts that exist', () => {
    const listed = tableUnder('Alerts and the dashboard').map(([name, level]) => [name, level]);

    expect(listed).toEqual(rules.map(([name, { labels }]) => [name, labels.severity]));
  });
});

describe('the check of an expression', () => {
  it.each([
    ['rate(dataaction_calls_total{code="OK"}[5m])', []],
    ['rate(dataaction_call_total[5m])', ['no series dataaction_call_total']],
    ['sum(dataaction_calls_total{status="OK"})', ['no label status in dataaction_calls_total{status="OK"}']],
    ['sum by (upstream) (rate(dataaction_calls_total[5m]))', ['no label upstream to group by']],
    ['max(dataaction_call_duration_seconds)', ['no series dataaction_call_duration_seconds']],
    ['sum by (le) (rate(dataaction_call_duration_seconds_sum[5m]))', ['no label le to group by']],
    ['{__name__="up"}', ['no series named']],
    ['sum(up', ['syntax error at 6']],
  ])('reports for %s: %j', (expression, problems) => {
    expect(problemsOf(expression, series)).toEqual(problems);
  });
});

describe('deploy/prometheus/rules.yaml', () => {
  it.each(rules)('queries exported metrics in %s', (_, { expr }) => {
    expect(problemsOf(expr, series)).toEqual([]);
    expect(invalidCodesIn(expr)).toEqual([]);
  });

  it.each(rules)('has a severity, a description and a runbook in %s', (_, { expr, labels, annotations }) => {
    expect(['critical', 'warning']).toContain(labels.severity);
    expect(Object.keys(annotations).sort()).toEqual(['description', 'runbook', 'summary']);
    expect(annotations.runbook).toMatch(/^docs\/operations\.md#[a-z-]+$/);
    for (const label of labelsNamedIn(annotations.summary + annotations.description))
      expect([label, hasLabel(expr, label)]).toEqual([label, true]);
  });

  it('has a unique name for each alert', () => {
    expect(new Set(rules.map(([name]) => name)).size).toBe(rules.length);
  });
});

describe('deploy/grafana/dashboard.json', () => {
  const { panels, templating } = JSON.parse(
    readFileSync(join(DEPLOY, 'grafana', 'dashboard.json'), 'utf8'),
  ) as Dashboard;
  const plots = panels.filter(({ type }) => type !== 'row');
  /** Replaces the variables as Grafana does. */
  const targetsOf = ({ targets = [] }: Panel) =>
    targets.map(({ expr, legendFormat }) => ({ expr: expr.replaceAll('$__rate_interval', '1m'), legendFormat }));

  it.each(plots.map((plot) => [plot.title, plot] as const))('queries exported metrics in "%s"', (_, plot) => {
    expect(plot.datasource?.uid).toBe('${datasource}');
    expect(targetsOf(plot)).not.toEqual([]);
    for (const { expr, legendFormat } of targetsOf(plot)) {
      expect(problemsOf(expr, series)).toEqual([]);
      expect(invalidCodesIn(expr)).toEqual([]);
      for (const label of labelsNamedIn(legendFormat)) expect([label, hasLabel(expr, label)]).toEqual([label, true]);
    }
  });

  it('shows every metric of the service', () => {
    const shown = plots.flatMap((plot) => targetsOf(plot).flatMap(({ expr }) => seriesIn(expr)));
    const names = new Set(shown.map((name) => name.replace(/_(bucket|sum|count)$/, '')));

    for (const metric of exportedMetrics().filter((one) => !isOfProcess(one)))
      expect([metric.name, names.has(metric.name)]).toEqual([metric.name, true]);
  });

  it('has variables for the data source, the job and the actions, with existing labels', () => {
    const queries = templating.list.map(({ name, query }) => [name, (query as { query?: string }).query ?? query]);

    expect(queries).toEqual([
      ['datasource', 'prometheus'],
      ['job', 'label_values(dataaction_deadline_seconds, job)'],
      ['action', 'label_values(dataaction_calls_total, action)'],
    ]);
    expect(hasLabel('dataaction_deadline_seconds', 'job')).toBe(true);
    expect(hasLabel('dataaction_calls_total', 'action')).toBe(true);
  });

  it('has panels that do not overlap', () => {
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
    );

    expect(new Set(cells).size).toBe(cells.length);
    expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });
});
