import { assertNever } from '../exhaustive';
import type { FoldRows } from './assign-folds';

/** Why these rows cannot be divided into k folds, in the words of an error; null when they can. */
export type FoldProblem = { code: string; seen: string; expected: string; next: string };

export function foldProblem(options: FoldRows): FoldProblem | null {
  const { rows, k, strategy, codes, times } = options;
  if (rows < k)
    return tooFew('too-few-rows', { seen: `${rows} train rows`, expected: `at least ${k}, one for each fold` });
  switch (strategy) {
    case 'k-fold':
      return null;
    case 'stratified':
      return rareClass(codes ?? [], k);
    case 'grouped':
      return fewGroups(codes ?? [], k);
    case 'time-series':
      return fewMoments(times ?? [], k);
    default:
      return assertNever(strategy);
  }
}

function rareClass(codes: ArrayLike<number>, k: number): FoldProblem | null {
  const sizes = new Map<number, number>();
  for (const code of Array.from(codes)) if (code >= 0) sizes.set(code, (sizes.get(code) ?? 0) + 1);
  const least = Math.min(...sizes.values());
  if (sizes.size === 0 || least >= k) return null;
  return {
    code: 'rare-class',
    seen: `a class of ${least} ${least === 1 ? 'row' : 'rows'}`,
    expected: `at least ${k} rows of every class, one for each fold`,
    next: 'Choose fewer folds or random ones, or put rare classes together before.',
  };
}

function fewGroups(codes: ArrayLike<number>, k: number): FoldProblem | null {
  const list = Array.from(codes);
  const groups = new Set(list.filter((code) => code >= 0)).size + list.filter((code) => code < 0).length;
  return groups >= k
    ? null
    : tooFew('too-few-groups', { seen: `${groups} different groups`, expected: `at least ${k}, one for each fold` });
}

function fewMoments(times: ArrayLike<number>, k: number): FoldProblem | null {
  const moments = new Set(Array.from(times).filter((time) => !Number.isNaN(time))).size;
  return moments > k
    ? null
    : tooFew('too-few-times', {
        seen: `${moments} different times`,
        expected: `at least ${k + 1}: one to begin with and one for each fold`,
      });
}

function tooFew(code: string, { seen, expected }: { seen: string; expected: string }): FoldProblem {
  return { code, seen, expected, next: 'Choose fewer folds, or connect more rows.' };
}
