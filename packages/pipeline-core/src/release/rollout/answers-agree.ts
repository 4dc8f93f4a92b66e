import { assertNever } from '../../exhaustive';
import type { Task } from '../signature';

/** An answer to one row, as far as releases are compared by it; `probabilities` by class. */
export type ComparedAnswer = { prediction: string | number | null; probabilities?: Record<string, number> | undefined };

/** `difference`: of the numbers, or of the probabilities of the champion's class; null where there is none to measure. */
export type Agreement = { agrees: boolean; difference: number | null };

/** Numbers agree when they differ by at most this part of the champion's. */
export const numbersWithin = 0.1;

/** Whether a release answers a row as the champion did: the same class, group or first item, or nearly the same number. */
export function answersAgree(task: Task, champion: ComparedAnswer, challenger: ComparedAnswer): Agreement {
  const same = champion.prediction === challenger.prediction;
  switch (task) {
    case 'binary':
    case 'multiclass':
      return { agrees: same, difference: probabilityDifference(champion, challenger) };
    case 'clustering':
    case 'ranking':
      return { agrees: same, difference: null };
    case 'regression':
    case 'forecast':
    case 'anomaly':
      return numbersAgree(champion.prediction, challenger.prediction);
    default:
      return assertNever(task);
  }
}

function probabilityDifference(champion: ComparedAnswer, challenger: ComparedAnswer): number | null {
  const { probabilities: before, prediction } = champion;
  const { probabilities: next } = challenger;
  if (before === undefined || next === undefined || prediction === null) return null;
  const name = String(prediction);
  const of = (all: Record<string, number>) => (Object.hasOwn(all, name) ? (all[name] ?? 0) : 0);
  return Math.abs(of(next) - of(before));
}

function numbersAgree(before: string | number | null, next: string | number | null): Agreement {
  if (typeof before !== 'number' || typeof next !== 'number') return { agrees: before === next, difference: null };
  const difference = Math.abs(next - before);
  return { agrees: difference <= numbersWithin * Math.abs(before), difference };
}
