import type { Figure } from '../ground/figures';

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
};

export type LoadedModel = { endpoint: string; model: string; version: string; format: string };

export type ScoringMetrics = {
  started(endpoint: string): void;
  ended(facts: RequestFacts): void;
  /** Prometheus text format 0.0.4; `more` are figures of the other roles. */
  render(loaded: readonly LoadedModel[], more?: readonly Figure[]): string;
};

type Duration = { labels: string; buckets: number[]; sum: number; count: number };

/** The few figures Prometheus needs of scoring; names and labels as Prometheus' own rules ask for. */
export function createScoringMetrics(): ScoringMetrics {
  const requests = new Map<string, number>();
  const rows = new Map<string, number>();
  const inFlight = new Map<string, number>();
  const durations = new Map<string, Duration>();

  return {
    started(endpoint) {
      add(inFlight, labels({ endpoint }), 1);
    },
    ended({ endpoint, model, version, protocol, code, seconds, rows: scored }) {
      add(inFlight, labels({ endpoint }), -1);
      add(requests, labels({ endpoint, model, version, protocol, code: String(code) }), 1);
      for (const [answeredBy, count] of scored) add(rows, labels({ endpoint, version: answeredBy }), count);
      const key = labels({ endpoint, version, protocol });
      const duration = durations.get(key) ?? { labels: key, buckets: bounds.map(() => 0), sum: 0, count: 0 };
      durations.set(key, duration);
      for (const [at, bound] of bounds.entries())
        if (seconds <= bound) duration.buckets[at] = (duration.buckets[at] ?? 0) + 1;
      duration.sum += seconds;
      duration.count += 1;
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
