import { type Comparison, comparisonSchema } from '@millrace/pipeline-core/events';
import { foldInterval, foldScores, metricDirection } from '@millrace/pipeline-core/metrics';
import type { OpenModel } from '../../data/model-file';
import type { ExecutorJob, JobInput } from '../executor';

/** A model connected to the step, opened. */
export type OpenInput = { input: JobInput & { path: string }; model: OpenModel };

/**
 * Models by their mean over the folds of a cross-validation, from the comparisons that each fold made of their refitted
 * copies; null outside of a fold region. Differences are taken fold by fold, so that what all models find hard cancels out.
 */
export function compareFolds(
  job: Pick<ExecutorJob<unknown>, 'inputs'>,
  { metric, models }: { metric: string; models: readonly OpenInput[] },
): Comparison | null {
  const folds = (job.inputs.folds ?? []).map(({ json }) => comparisonSchema.parse(json));
  if (folds.length === 0) return null;
  const scored = models.map((model, input) => ({
    ...model,
    input,
    hash: model.input.artifact.hash,
    values: valuesOf(folds, { metric, input }),
  }));
  const sign = metricDirection(metric) === 'higher' ? -1 : 1;
  const key = (values: (number | null)[]) => sign * (foldScores(values).mean ?? sign * Number.POSITIVE_INFINITY);
  scored.sort((a, b) => key(a.values) - key(b.values));
  const ranking = scored.map(({ input, hash, model, values }, at) => {
    const scores = foldScores(values);
    const behind = at === 0 ? null : differenceOf(scored[0]!.values, values);
    const [low, high] = behind?.interval ?? [1, 1];
    return {
      model: hash,
      title: model.manifest.trainer.title,
      metric: scores.mean,
      interval: foldInterval(scores),
      behind,
      tied: low <= 0 && high >= 0,
      best: at === 0,
      input,
      folds: scores,
    };
  });
  return { v: 1, metric, part: 'folds', rows: folds.reduce((sum, { rows }) => sum + rows, 0), ranking };
}

/** What the copies of one model reached, by fold. A fold that could not be judged on the rows it holds out has no value. */
function valuesOf(
  folds: readonly Comparison[],
  { metric, input }: { metric: string; input: number },
): (number | null)[] {
  return folds.map((fold) => {
    if (fold.metric !== metric || fold.part !== 'test') return null;
    return fold.ranking.find((row) => row.input === input)?.metric ?? null;
  });
}

function differenceOf(best: readonly (number | null)[], other: readonly (number | null)[]) {
  const differences = best.map((value, fold) => {
    const against = other[fold] ?? null;
    return value === null || against === null ? null : value - against;
  });
  const scores = foldScores(differences);
  const interval = foldInterval(scores);
  return scores.mean === null || interval === null ? null : { difference: scores.mean, interval };
}
