import { PipelineError } from '@millrace/pipeline-core/errors';
import {
  type ColumnImportance,
  type Dependence,
  dependenceGrid,
  type Explanation,
  partialDependence,
  permutationImportance,
  rugOf,
  shuffleOrders,
} from '@millrace/pipeline-core/explain';
import {
  metricDirection,
  type PredictionSet,
  prepareMetrics,
  primaryMetric,
  rowsIn,
} from '@millrace/pipeline-core/metrics';
import { taskFacts } from '@millrace/pipeline-core/release';
import type { OpenModel } from '../../data/model-file';
import type { ExecutorJob } from '../executor';
import type { ExplainSpace } from './explain-space';

/** A model and the truth and answers of the rows it is explained on. */
export type Judged = { model: OpenModel; set: PredictionSet };

/** Rows shown by themselves beside a mean curve. */
const SINGLE_ROWS = 30;
/** Classes with a curve each. */
const MOST_CLASSES = 5;

type Job = Pick<ExecutorJob<{ repeats: number; curves: number }>, 'params' | 'seed' | 'signal' | 'progress' | 'title'>;

/** Importance in both spaces, then curves of the most important columns; says how far it is, and stops when told to. */
export async function explainWork(
  job: Job,
  { judged, features, inputs }: { judged: Judged; features: ExplainSpace; inputs: ExplainSpace | null },
): Promise<Pick<Explanation, 'metric' | 'base' | 'inputs' | 'features' | 'dependence'>> {
  const { metric, base } = chooseMetric(job, judged);
  const { repeats, curves } = job.params;
  const shuffles = (features.names.length + (inputs?.names.length ?? 0)) * repeats;
  const step = stepper(job, shuffles + Math.min(curves, (inputs ?? features).columns.length) * 20);
  const importance = async (space: ExplainSpace): Promise<ColumnImportance[]> => {
    const orders = shuffleOrders({ rows: rowsIn(judged.set), repeats, seed: job.seed });
    const score = async (name: string, order: Uint32Array) => {
      const answered: PredictionSet = { ...judged.set, predicted: await space.scores(name, order) };
      return prepareMetrics(answered).evaluate(null)[metric] ?? null;
    };
    return permutationImportance({
      columns: space.names,
      orders,
      base,
      better: metricDirection(metric),
      score,
      step: () => step('Shuffling columns'),
    });
  };
  const byFeature = await importance(features);
  const byInput = inputs === null ? null : await importance(inputs);
  const space = inputs ?? features;
  const leading = (byInput ?? byFeature).map(({ name }) => name);
  const drawn = await curvesOf({ judged, space, leading, curves, step: () => step('Drawing curves') });
  return { metric, base, inputs: byInput, features: byFeature, dependence: { of: space.of, curves: drawn } };
}

/** The main metric of the task, else one that is defined on rows of one class. */
function chooseMetric(job: Job, { set }: Judged): { metric: string; base: number } {
  const metrics = prepareMetrics(set).evaluate(null);
  for (const metric of [primaryMetric(set.task), 'logLoss', 'mae']) {
    const base = metrics[metric];
    if (base !== null && base !== undefined && Number.isFinite(base)) return { metric, base };
  }
  throw new PipelineError({
    code: 'nothing-to-judge',
    family: 'pipeline',
    place: `${job.title} › rows`,
    seen: `${rowsIn(set)} rows on which no metric is defined`,
    expected: 'rows by which the model can be judged',
    next: 'Connect more rows.',
  });
}

/** Reports each piece of work, lets an abort arrive, and gives up on one. */
function stepper(job: Job, total: number): (label: string) => Promise<void> {
  let done = 0;
  return async (label) => {
    done++;
    job.progress({ done: Math.min(done, total), total, label });
    await new Promise<void>((resolve) => setImmediate(resolve));
    job.signal.throwIfAborted();
  };
}

async function curvesOf(o: {
  judged: Judged;
  space: ExplainSpace;
  leading: readonly string[];
  curves: number;
  step: () => Promise<void>;
}): Promise<Dependence[]> {
  const { judged, space, leading, step } = o;
  const rows = rowsIn(judged.set);
  const shown = outputsShown(judged);
  const single = Array.from({ length: Math.min(SINGLE_ROWS, rows) }, (_, at) =>
    Math.floor((at * rows) / Math.min(SINGLE_ROWS, rows)),
  );
  const drawn: Dependence[] = [];
  for (const name of leading) {
    if (drawn.length >= o.curves) break;
    const column = space.columns.find((one) => one.name === name);
    const points = column === undefined ? [] : dependenceGrid(column);
    if (column === undefined || points.length === 0) continue;
    const curve = await partialDependence({
      grid: points,
      outputs: judged.model.scorer.outputs,
      focus: shown[0]?.output ?? 0,
      shown: single,
      scores: (row) => space.scores(name, new Uint32Array(rows).fill(row)),
      step,
    });
    drawn.push({
      column: name,
      kind: column.kind,
      points: points.map(({ at, rows: near }) => ({ at, rows: near })),
      outputs: shown.map(({ name: output, output: at }) => ({ name: output, means: rounded(curve.means[at] ?? []) })),
      single: curve.single.map(rounded),
      rug: rounded(rugOf(column)),
    });
  }
  return drawn;
}

/** Which outputs have a curve: the positive class of two, the most frequent of more, or the number predicted. */
function outputsShown({ model, set }: Judged): { name: string; output: number }[] {
  const { manifest } = model;
  if (!('classes' in set)) return [{ name: manifest.target || taskFacts[manifest.task].label, output: 0 }];
  if (set.task === 'binary') {
    const output = set.positive ?? 1;
    return [{ name: set.classes[output] ?? '', output }];
  }
  const counts = new Float64Array(set.classes.length);
  for (const code of set.actual) counts[code]!++;
  const order = [...set.classes.keys()].sort((a, b) => counts[b]! - counts[a]! || a - b);
  return order.slice(0, MOST_CLASSES).map((output) => ({ name: set.classes[output] ?? '', output }));
}

/** Six significant digits: enough for a chart. */
function rounded(values: readonly number[]): number[] {
  return values.map((value) => Number(value.toPrecision(6)));
}
