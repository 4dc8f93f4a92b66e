import type { Task } from '../release/signature';
import { taskFacts } from '../release/task-facts';
import { type MetricName, metricNames } from './metric-names';

/** The metric candidates are ranked by unless a person chooses another. */
export function primaryMetric(task: Task): MetricName {
  return taskFacts[task].primaryMetric;
}

/** Metrics as people read them: the one that decides first, then those of a known name in their order, then others. */
export function metricsInOrder<T>(task: Task, metrics: Readonly<Record<string, T>>): [string, T][] {
  const known: readonly string[] = [primaryMetric(task), ...metricNames];
  const placeOf = (name: string) => (known.includes(name) ? known.indexOf(name) : known.length);
  return Object.entries(metrics).sort(([a], [b]) => placeOf(a) - placeOf(b));
}
