import type { Task } from '../release/signature';
import { taskFacts } from '../release/task-facts';
import type { MetricName } from './metric-names';

/** The metric candidates are ranked by unless a person chooses another. */
export function primaryMetric(task: Task): MetricName {
  return taskFacts[task].primaryMetric;
}
