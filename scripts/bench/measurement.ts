export type Spread = { min: number; median: number; max: number };

/** One line of the bench table: a claim, what was seen, and whether the bar was met. */
export type Measurement = {
  bench: string;
  claim: string;
  unit: string;
  rounds: number;
  ours: Spread | null;
  peer: ({ name: string } & Spread) | null;
  /** Ours through peer, round by round. */
  ratio: Spread | null;
  bar: string;
  verdict: 'pass' | 'short' | 'not measured';
  /** Why it was not measured, or what a reader must know. */
  note?: string;
  /** Facts beside the claim, for the file only. */
  details?: Record<string, unknown>;
};

type Claim = Pick<Measurement, 'bench' | 'claim' | 'unit' | 'details' | 'note'>;

/** @param values at least one number */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const upper = sorted[Math.floor(middle)] ?? Number.NaN;
  const lower = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  return { min: sorted[0] ?? Number.NaN, median: (lower + upper) / 2, max: sorted.at(-1) ?? Number.NaN };
}

/** Met when the median meets the bar and four of five rounds do. */
export function isMet(values: readonly number[], meets: (value: number) => boolean): boolean {
  return values.length > 0 && meets(spreadOf(values).median) && values.filter(meets).length >= 0.8 * values.length;
}

/** A figure of our own against a bar: at most `most`, or at least `least`. */
export function measured(claim: Claim & { values: readonly number[]; most?: number; least?: number }): Measurement {
  const { values, most = Number.POSITIVE_INFINITY, least = Number.NEGATIVE_INFINITY, ...rest } = claim;
  const bars = [
    ...(Number.isFinite(most) ? [`<= ${most} ${claim.unit}`] : []),
    ...(Number.isFinite(least) ? [`>= ${least} ${claim.unit}`] : []),
  ];
  return {
    ...rest,
    rounds: values.length,
    ours: spreadOf(values),
    peer: null,
    ratio: null,
    bar: bars.join(', ').trim(),
    verdict: isMet(values, (value) => value <= most && value >= least) ? 'pass' : 'short',
  };
}

/** Ours against a peer in interleaved rounds; the ratio is judged at two decimals, which is finer than any round repeats. */
export function compared(
  claim: Claim & { ours: readonly number[]; peer: readonly number[]; peerName: string } & (
      | { mostRatio: number; leastRatio?: never }
      | { leastRatio: number; mostRatio?: never }
    ),
): Measurement {
  const { ours, peer, peerName, mostRatio, leastRatio, ...rest } = claim;
  const ratios = ours.map((value, round) => value / (peer[round] ?? Number.NaN));
  const most = Math.round((mostRatio ?? Number.POSITIVE_INFINITY) * 100);
  const least = Math.round((leastRatio ?? Number.NEGATIVE_INFINITY) * 100);
  const meets = (ratio: number) => Math.round(ratio * 100) <= most && Math.round(ratio * 100) >= least;
  const bar = mostRatio === undefined ? `>= ${shortNumber(leastRatio)}x` : `<= ${shortNumber(mostRatio)}x`;
  return {
    ...rest,
    rounds: ours.length,
    ours: spreadOf(ours),
    peer: { name: peerName, ...spreadOf(peer) },
    ratio: spreadOf(ratios),
    bar: `${bar} ${peerName}`,
    verdict: isMet(ratios, meets) ? 'pass' : 'short',
  };
}

/** 1.3, 1.15, 2.0. */
function shortNumber(value: number): string {
  return value.toFixed(2).replace(/0$/, '');
}

/** A claim nobody could look at, with the reason. Figures of others never take its place. */
export function notMeasured(claim: Claim & { bar: string; reason: string }): Measurement {
  const { reason, ...rest } = claim;
  return { ...rest, rounds: 0, ours: null, peer: null, ratio: null, verdict: 'not measured', note: reason };
}
