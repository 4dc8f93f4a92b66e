import { pairedBootstrapSteps } from '../metrics/bootstrap';
import { metricDirection } from '../metrics/metric-names';
import type { PredictionSet } from '../metrics/prediction-set';
import { rowJudge } from '../metrics/row-judge';
import { hashSeed } from '../seeded-random';
import { falseDiscovery } from './false-discovery';
import type { SegmentTerm } from './segments';
import type { SliceGroup } from './slice-groups';

/** Two models on the rows of one group. */
export type SliceComparison = {
  terms: SegmentTerm[];
  rows: number;
  /** The metric of the model of before and of the one after it. */
  before: number;
  after: number;
  /** 95 % interval of `after - before`; null where it was not asked for, as the later one is no worse. */
  interval: [number, number] | null;
  /** How often chance alone makes the later model look so much worse. */
  p: number;
};

/** A group on which the later model is worse beyond chance; `p` is adjusted for all groups that were compared. */
export type WorseSlice = Omit<SliceComparison, 'interval'> & { interval: [number, number] };

export type SliceSets = {
  /** Answers of the model of before and of the one after it to the same rows, all of which can be judged. */
  before: PredictionSet;
  after: PredictionSet;
  metric: string;
  seed: number;
};

/** Fewer of a class leave its figures to single rows. */
const fewestOfClass = 20;
/** The spread of the difference is what is asked of them, not its far ends. */
const resamples = 400;

/**
 * Compares two models group by group by a paired bootstrap: both are judged on the same resamples. Null where the metric is
 * not defined on a group, or a class of it has fewer than 20 rows. Only what looks worse is resampled. It pauses at every
 * `yield`, once a resample, so that a process can answer others meanwhile as often as its clock says.
 */
export function sliceComparer({
  before,
  after,
  metric,
  seed,
}: SliceSets): (group: SliceGroup) => Generator<void, SliceComparison | null> {
  const [judgeOld, judgeLater] = [rowJudge(before, metric), rowJudge(after, metric)];
  return function* ({ terms, places }) {
    const [b, a] = [judgeOld(places), judgeLater(places)];
    const [old, value] = [b, a].map((judged) => judged.evaluate(null)[metric] ?? null);
    if (old == null || value == null || isThin(after, places)) return null;
    const facts = { terms, rows: places.length, before: old, after: value };
    const loss = metricDirection(metric) === 'higher' ? old - value : value - old;
    if (loss <= 0) return { ...facts, interval: null, p: 1 };
    const pair = { a, b, metric, seed: hashSeed(seed, 'paired'), resamples };
    const { interval, p } = yield* pairedBootstrapSteps(pair);
    return { ...facts, interval, p: interval === null ? 1 : p / 2 };
  };
}

/** Of two classes one is hardly there: the area under a curve then hangs on single rows. */
function isThin(set: PredictionSet, places: readonly number[]): boolean {
  if (set.task !== 'binary') return false;
  const positives = places.reduce((sum, row) => sum + Number(set.actual[row] === (set.positive ?? 1)), 0);
  return Math.min(positives, places.length - positives) < fewestOfClass;
}

/**
 * Groups on which the later model is proven worse: all rows, if they are one, then the largest loss first. Where it is no
 * worse anywhere, one is named by chance in a share of `level` of all comparisons, however many groups there are
 * (Benjamini-Hochberg).
 */
export function worseSlices(compared: readonly SliceComparison[], level = 0.05): WorseSlice[] {
  const adjusted = falseDiscovery(compared.map(({ p }) => p));
  return compared
    .flatMap(({ interval, ...slice }, at): WorseSlice[] => {
      const p = adjusted[at] ?? 1;
      return interval === null || p > level ? [] : [{ ...slice, interval, p }];
    })
    .sort((a, b) => isAll(b) - isAll(a) || Math.abs(b.after - b.before) - Math.abs(a.after - a.before));
}

const isAll = ({ terms }: WorseSlice) => Number(terms.length === 0);
