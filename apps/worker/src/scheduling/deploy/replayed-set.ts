import { assertNever } from '@millrace/pipeline-core/exhaustive';
import { forecastWidth, type PredictionSet } from '@millrace/pipeline-core/metrics';
import type { Task } from '@millrace/pipeline-core/release';
import type { HeldOut } from '../../data/read-held-out';
import type { Replayed } from './replay-rows';

/**
 * What rows were answered beside what really happened, as metrics read it; a row without an answer is NaN. Probabilities
 * go by the names of the classes in `held`: another release may have them in another order, and one that does not know a
 * class never answers it. Null for tasks whose rows have no truth of their own.
 */
export function replayedSet(task: Task, held: HeldOut, answers: readonly Replayed[]): PredictionSet | null {
  const rows = held.rows.slice(0, answers.length);
  switch (task) {
    case 'binary':
    case 'multiclass':
      return classSet(task, held, answers);
    case 'regression':
      return { task, actual: Float64Array.from(rows, numberOf), predicted: outputsOf(answers, 1) };
    case 'forecast':
      return { task, actual: Float64Array.from(rows, numberOf), predicted: outputsOf(answers, forecastWidth) };
    case 'clustering':
    case 'anomaly':
    case 'ranking':
      return null;
    default:
      return assertNever(task);
  }
}

function classSet(
  task: 'binary' | 'multiclass',
  { rows, classes, positive }: HeldOut,
  answers: readonly Replayed[],
): PredictionSet | null {
  if (classes === null) return null;
  const predicted = new Float64Array(answers.length * classes.length);
  answers.forEach((answer, row) => {
    const shares = typeof answer === 'string' ? undefined : answer.probabilities;
    classes.forEach((name, code) => {
      predicted[row * classes.length + code] = shares === undefined ? Number.NaN : (shares[name] ?? 0);
    });
  });
  const codeOf = new Map(classes.map((name, code) => [name, code]));
  const actual = Int32Array.from(answers, (_, row) => codeOf.get(String(rows[row]?.label)) ?? -1);
  const judged = positive === null ? -1 : classes.indexOf(positive);
  return { task, actual, predicted, classes, ...(task === 'binary' && judged >= 0 ? { positive: judged } : {}) };
}

function numberOf({ label }: HeldOut['rows'][number]): number {
  return typeof label === 'number' ? label : Number.NaN;
}

function outputsOf(answers: readonly Replayed[], width: number): Float64Array {
  const outputs = new Float64Array(answers.length * width).fill(Number.NaN);
  answers.forEach((answer, row) => {
    if (typeof answer !== 'string') outputs.set(answer.output.slice(0, width), row * width);
  });
  return outputs;
}
