import { z } from 'zod';
import { ln } from '../../expression/kernels';
import { md5First48 } from '../../expression/md5';
import { termsOf, textCutSchema } from './text-terms';

const shared = {
  cut: textCutSchema,
  /** 1 + ln(count) instead of the count: a word that comes ten times does not count ten times. */
  sublinear: z.boolean(),
  /** Every text gets the length 1, so that long ones do not weigh more. */
  unitLength: z.boolean(),
};

export const tfIdfStateSchema = z.object({
  ...shared,
  terms: z.array(z.string()).min(1),
  /** One weight per term. */
  idf: z.array(z.number()).min(1),
});
export type TfIdfState = z.output<typeof tfIdfStateSchema>;

export const hashedTextStateSchema = z.object({ ...shared, buckets: z.int().min(2) });
export type HashedTextState = z.output<typeof hashedTextStateSchema>;

/** Numbers of one text; a missing one has none of the terms. */
export type TextFunction = (text: string | null) => Float64Array;

/**
 * Weight of a term that `df` of `n` texts have: ln((1 + n) / (1 + df)) + 1, as scikit-learn's TfidfTransformer with
 * `smooth_idf`: as if one more text had every term.
 */
export function smoothIdf(n: number, df: number): number {
  return ln((1 + n) / (1 + df)) + 1;
}

/** What a term counts that comes `count` times, once repetition is damped: 1 + ln(count), the same bits everywhere. */
export function sublinearCount(count: number): number {
  return 1 + ln(count);
}

/** Counts of the known terms times their weights (term frequency - inverse document frequency, Spärck Jones 1972). */
export function tfIdf(state: TfIdfState): TextFunction {
  const places = new Map(state.terms.map((term, at) => [term, at]));
  return weigher(state, {
    size: state.terms.length,
    place: (term) => places.get(term),
    weight: (at) => state.idf[at] ?? 0,
  });
}

/** Counts by bucket: the first 48 bits of the MD5 of a term decide, so nothing is learned (Weinberger et al. 2009). */
export function hashedText(state: HashedTextState): TextFunction {
  const place = (term: string) => md5First48(term) % state.buckets;
  return weigher(state, { size: state.buckets, place, weight: () => 1 });
}

function weigher(
  { cut, sublinear, unitLength }: Pick<TfIdfState, 'cut' | 'sublinear' | 'unitLength'>,
  terms: { size: number; place(term: string): number | undefined; weight(at: number): number },
): TextFunction {
  return (text) => {
    const values = new Float64Array(terms.size);
    if (text === null) return values;
    const used = new Set<number>();
    for (const term of termsOf(text, cut)) {
      const at = terms.place(term);
      if (at === undefined) continue;
      values[at] = (values[at] ?? 0) + 1;
      used.add(at);
    }
    let squares = 0;
    // In the order of the columns: sums depend on it.
    for (const at of [...used].sort((a, b) => a - b)) {
      const count = values[at] ?? 0;
      const value = (sublinear ? sublinearCount(count) : count) * terms.weight(at);
      values[at] = value;
      squares += value * value;
    }
    if (unitLength && squares > 0) {
      const length = Math.sqrt(squares);
      for (const at of used) values[at] = (values[at] ?? 0) / length;
    }
    return values;
  };
}
