import type { ExplainedContributions } from '@millrace/pipeline-core/explain';
import type { OpenModel } from '../../data/model-file';
import type { FeatureColumn } from '../../runtimes/model-runtime';
import type { ExecutorJob } from '../executor';
import { takeCells } from './read-features';

/** Rows are soon enough for a mean; fewer than the least say too little of it. */
const MOST_ROWS = 500;
const LEAST_ROWS = 20;
/** Steps of work that take some seconds. */
const MOST_WORK = 2e9;

type Job = Pick<ExecutorJob<unknown>, 'log' | 'signal'>;

/**
 * How far each feature moves the answers of single rows away from the mean, by the model's own exact account of it (trees);
 * null where it has none, or where it would take too long.
 */
export async function contributionsOf(
  job: Job,
  { model, features, rows }: { model: OpenModel; features: readonly FeatureColumn[]; rows: number },
): Promise<ExplainedContributions | null> {
  const shap = model.scorer.pathShap?.();
  if (shap === undefined || features.length === 0) return null;
  const taken = Math.min(rows, MOST_ROWS, Math.floor(MOST_WORK / Math.max(1, shap.work)));
  if (taken < Math.min(rows, LEAST_ROWS) || taken === 0) {
    job.log('info', 'The trees are too deep to tell soon what each feature adds to single answers.');
    return null;
  }
  // Spread over all rows, which are in the order of the table.
  const places = Uint32Array.from({ length: taken }, (_, at) => Math.floor((at * rows) / taken));
  const sums = new Float64Array(features.length);
  const part = 25;
  for (let from = 0; from < taken; from += part) {
    await new Promise<void>((resolve) => setImmediate(resolve));
    job.signal.throwIfAborted();
    const own = places.subarray(from, from + part);
    const found = shap.explain(
      features.map((column) => takeCells(column, own)),
      own.length,
    );
    found.forEach((value, at) => {
      sums[at % features.length]! += Math.abs(value);
    });
  }
  const means = features.map(({ name }, at) => ({ name, mean: rounded(sums[at]! / (taken * shap.outputs)) }));
  return {
    of: shap.of,
    rows: taken,
    base: Array.from(shap.base, rounded),
    features: means.sort((a, b) => b.mean - a.mean),
  };
}

/** Six significant digits: enough for a chart. */
function rounded(value: number): number {
  return Number(value.toPrecision(6));
}
