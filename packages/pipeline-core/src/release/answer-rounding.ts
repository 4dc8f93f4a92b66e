import { isForeign } from './foreign-formats';
import { mostApart } from './onnx-parity';
import type { ModelFormat } from './signature';

/** Differences below this are rounding, where our own code answers: by the same steps for one row and for many. */
export const goldenTolerance = 1e-9;

/** What counts as rounding between two answers to the same row. */
export type AnswerRounding = {
  /** How far apart they may be. */
  most: number;
  /** Of numbers above 1: as a share of them. */
  share: boolean;
};

/**
 * Libraries compute in single floats and add one row up in another order than a block of them, so an answer of a foreign
 * format has rounding as the proof of an ONNX export has it.
 */
export function roundingOf(format: ModelFormat): AnswerRounding {
  return isForeign(format) ? { most: mostApart, share: true } : { most: goldenTolerance, share: false };
}

/** How far `seen` is from `expected`; 0 where both are NaN, infinite where one of them alone is no number. */
export function answerGap(expected: number, seen: number, { share }: AnswerRounding): number {
  if (Object.is(expected, seen)) return 0;
  const gap = Math.abs(expected - seen) / (share ? Math.max(1, Math.abs(expected)) : 1);
  return Number.isNaN(gap) ? Number.POSITIVE_INFINITY : gap;
}
