import type { Figure } from '../../ground/figures';

/** Upper bounds of the duration histogram in seconds. */
const bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export type RequestFacts = {
  endpoint: string;
  model: string;
  version: string;
  protocol: string;
  code: number;
  seconds: number;
  /** How many rows each version answered; the version of a constant is empty. */
  rows: ReadonlyMap<string, number>;
  /** The field of each value that the model had not learned from. */
  unseen?: readonly string[];
};

export type LoadedModel = { endpoint: string; model: string; version: string; format: string };

export type ScoringMetrics = {
  started(endpoint: string): void;
  ended(facts: RequestFacts): void;
  /** Prometheus text format 0.0.4; `more` are figures of the other roles. */
  render(loaded: readonly LoadedModel[], more?: readonly Figure[]): string;
};

type Duration = { labels: string; buckets: number[]; sum: number; count: number };

/** The names under which one kind of request is counted, written once: each request would write them again. */
type Series = { endpoint: string; requests: string; duration: Duration };

/** The few figures Prometheus needs of scoring; names and labels as Prometheus' own rules ask for. */
export function createScoringMetrics(): ScoringMetrics {
  const requests = new Map<string, number>();
  const rows = new Map<string, number>();
  const unseen = new Map<string, number>();
  const inFlight = new Map<string, number>();
  const durations = new Map<string, Duration>();
  const allSeries = new Map<string, Series>();
  const endpointNames = new Map<string, string>();
  const rowNames = new Map<string, string>();

  function durationOf(key: string): Duration {
    return found(durations, key, () => ({ labels: key, buckets: bounds.map(() => 0), sum: 0, count: 0 }));
  }

  /** Of the request before, which this one is nearly always alike to. */
  let latest: { facts: RequestFacts; series: Series } | null = null;

  function seriesOf(facts: RequestFacts): Series {
    if (latest === null || !isAlike(latest.facts, facts)) latest = { facts, series: findSeries(facts) };
    return latest.series;
  }

  function findSeries({ endpoint, model, version, protocol, code }: RequestFacts): Series {
    return found(allSeries, `${endpoint}\n${model}\n${version}\n${protocol}\n${code}`, () => ({
      endpoint: labels({ endpoint }),
      requests: labels({ endpoint, model, version, protocol, code: String(code) }),
      duration: durationOf(labels({ endpoint, version, protocol })),
    }));
  }

  return {
    started(endpoint) {
      add(
        inFlight,
        found(endpointNames, endpoint, () => labels({ endpoint })),
        1,
      );
    },
    ended(facts) {
      const { endpoint, seconds } = facts;
      const series = seriesOf(facts);
      add(inFlight, series.endpoint, -1);
      add(requests, series.requests, 1);
      for (const [version, count] of facts.rows)
        add(
          rows,
          found(rowNames, `${endpoint}\n${version}`, () => labels({ endpoint, version })),
          count,
        );
      for (const field of facts.unseen ?? []) add(unseen, labels({ endpoint, field }), 1);
      countDuration(series.duration, seconds);
    },
    render(loaded, more = []) {
      const models = new Map(loaded.map((model) => [labels(model), 1]));
      return [
        ...family({
          name: 'millrace_inference_requests_total',
          type: 'counter',
          help: 'Answered requests.',
          values: requests,
        }),
        ...renderDurations(durations),
        ...family({ name: 'millrace_inference_rows_total', type: 'counter', help: 'Scored rows.', values: rows }),
        ...family({
          name: 'millrace_inference_unseen_values_total',
          type: 'counter',
          help: 'Values of answered rows that the model had not learned from.',
          values: unseen,
        }),
        ...family({
          name: 'millrace_inference_in_flight_requests',
          type: 'gauge',
          help: 'Requests under way.',
          values: inFlight,
        }),
        ...family({ name: 'millrace_model_loaded_info', type: 'gauge', help: 'Releases in memory.', values: models }),
        ...more.flatMap(({ values, ...about }) =>
          family({ ...about, values: new Map(values.map((each) => [labels(each.labels), each.value])) }),
        ),
        '',
      ].join('\n');
    },
  };
}

function isAlike(one: RequestFacts, other: RequestFacts): boolean {
  return (
    one.endpoint === other.endpoint &&
    one.model === other.model &&
    one.version === other.version &&
    one.protocol === other.protocol &&
    one.code === other.code
  );
}

function countDuration(duration: Duration, seconds: number): void {
  const { buckets } = duration;
  for (let at = bounds.length - 1; at >= 0 && seconds <= (bounds[at] ?? 0); at -= 1)
    buckets[at] = (buckets[at] ?? 0) + 1;
  duration.sum += seconds;
  duration.count += 1;
}

/** What a map holds under a key; made where it holds nothing. */
function found<T>(values: Map<string, T>, key: string, make: () => T): T {
  const known = values.get(key);
  if (known !== undefined) return known;
  const made = make();
  values.set(key, made);
  return made;
}

function add(values: Map<string, number>, key: string, amount: number): void {
  values.set(key, (values.get(key) ?? 0) + amount);
}

function labels(pairs: Record<string, string>): string {
  return Object.entries(pairs)
    .map(([name, value]) => `${name}="${value.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n')}"`)
    .join(',');
}

function family(options: { name: string; type: string; help: string; values: ReadonlyMap<string, number> }): string[] {
  const { name, type, help, values } = options;
  const lines = [...values].map(([key, value]) => (key === '' ? `${name} ${value}` : `${name}{${key}} ${value}`));
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines];
}

function renderDurations(durations: ReadonlyMap<string, Duration>): string[] {
  const name = 'millrace_inference_request_duration_seconds';
  const lines = [...durations.values()].flatMap((duration) => [
    ...bounds.map((bound, at) => `${name}_bucket{${duration.labels},le="${bound}"} ${duration.buckets[at]}`),
    `${name}_bucket{${duration.labels},le="+Inf"} ${duration.count}`,
    `${name}_sum{${duration.labels}} ${duration.sum}`,
    `${name}_count{${duration.labels}} ${duration.count}`,
  ]);
  return [`# HELP ${name} Time from request to answer.`, `# TYPE ${name} histogram`, ...lines];
}
