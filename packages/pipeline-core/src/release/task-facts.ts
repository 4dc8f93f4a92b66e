import type { MetricName } from '../metrics/metric-names';
import type { Task } from './signature';

export type TaskFacts = {
  /** What is predicted, in the words of a sentence. */
  label: string;
  /** What the target column holds; null: nothing, it is learned without one. */
  target: 'classes' | 'number' | null;
  /** Numbers an answer consists of: a probability per class, a list as long as was asked for, or so many. */
  outputs: 'classes' | 'list' | number;
  /** The metric candidates are ranked by unless a person chooses another. */
  primaryMetric: MetricName;
};

/** What follows from a task. Ask here rather than compare names: a new task then has to be thought of. */
export const taskFacts: Readonly<Record<Task, TaskFacts>> = {
  binary: { label: 'two classes', target: 'classes', outputs: 'classes', primaryMetric: 'auc' },
  multiclass: { label: 'several classes', target: 'classes', outputs: 'classes', primaryMetric: 'accuracy' },
  regression: { label: 'a number', target: 'number', outputs: 1, primaryMetric: 'r2' },
  /** Mean, low and high end of the interval. */
  forecast: { label: 'a series in time', target: 'number', outputs: 3, primaryMetric: 'mae' },
  /** Number of the group. */
  clustering: { label: 'groups of rows that are alike', target: null, outputs: 1, primaryMetric: 'silhouette' },
  /** How unlike the others a row is; judged where some rows are known to be odd. */
  anomaly: { label: 'rows unlike the others', target: null, outputs: 1, primaryMetric: 'auc' },
  /** What to offer somebody, best first: learned from who had what, judged by what they had later. */
  ranking: { label: 'items for each user', target: null, outputs: 'list', primaryMetric: 'ndcg' },
};

/** Numbers in one answer of a model for `task` with so many classes. How long a list is only its model knows. */
export function outputWidth(task: Task, classes: number): number {
  const { outputs } = taskFacts[task];
  if (outputs === 'list') throw new Error(`a model for ${task} says itself how long its list is`);
  return outputs === 'classes' ? classes : outputs;
}

const targetTasks = ['binary', 'multiclass', 'regression'] as const satisfies readonly Task[];

/** Tasks that a target column alone calls for, each row by itself. */
export type TargetTask = (typeof targetTasks)[number];

export function isTargetTask(task: Task): task is TargetTask {
  return targetTasks.some((one) => one === task);
}
