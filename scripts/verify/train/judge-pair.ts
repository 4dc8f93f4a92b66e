import {
  type PairedDifference,
  type PredictionSet,
  pairedBootstrap,
  prepareMetrics,
} from '@millrace/pipeline-core/metrics';
import { mostBehind } from './quality-claims';

/** What one side says of test rows: probabilities by class, or one number. */
export type Answers = {
  /** Null: numbers. */
  classes: readonly string[] | null;
  rows: readonly number[];
  values: readonly (readonly number[])[];
};
/** The truth is a text for classes, and the text of a number otherwise. */
export type TruthfulAnswers = Answers & { truth: readonly (string | null)[] };

export type Judged = {
  metric: string;
  ours: number | null;
  theirs: number | null;
  gap: PairedDifference;
  pass: boolean;
};

/**
 * Both sides on the same rows, matched by row number, and their difference on the same resamples. It is good enough to
 * be no further behind than a little, or not to be told apart.
 */
export function judgePair(o: { ours: TruthfulAnswers; theirs: Answers; seed: number; resamples?: number }): Judged {
  const { ours, theirs, seed } = o;
  const [a, b] = [setOf(ours, ours), setOf(theirs, ours)];
  const metric = a.task === 'regression' ? 'r2' : a.classes.length === 2 ? 'auc' : 'accuracy';
  const [mine, other] = [prepareMetrics(a), prepareMetrics(b)];
  const resamples = o.resamples === undefined ? {} : { resamples: o.resamples };
  const gap = pairedBootstrap({ a: mine, b: other, metric, seed, ...resamples });
  const near = gap.difference !== null && gap.difference >= -mostBehind;
  const apart = gap.interval === null || gap.interval[1] < 0;
  return {
    metric,
    ours: mine.evaluate(null)[metric] ?? null,
    theirs: other.evaluate(null)[metric] ?? null,
    gap,
    pass: near || !apart,
  };
}

/** What both sides can be asked for: a number, or one of some classes. */
type PairedSet = Extract<PredictionSet, { task: 'regression' | 'binary' | 'multiclass' }>;

/** Answers in the order of the rows of `ours` and of its classes; rows without a truth that both can know are left out. */
function setOf(answers: Answers, ours: TruthfulAnswers): PairedSet {
  const at = new Map(answers.rows.map((row, place) => [row, place]));
  if (at.size !== answers.rows.length || answers.rows.length !== ours.rows.length)
    throw new Error(`one side answers ${at.size} different rows, the other ${ours.rows.length}`);
  const valuesOf = (row: number) => {
    const values = answers.values[at.get(row) ?? -1];
    if (values === undefined) throw new Error(`one side does not answer row ${row}`);
    return values;
  };
  const { classes } = ours;
  const known = ours.rows.flatMap((row, place) => {
    const truth = ours.truth[place] ?? null;
    return truth === null || (classes !== null && !classes.includes(truth)) ? [] : [{ row, truth }];
  });
  if (classes === null) {
    return {
      task: 'regression',
      actual: Float64Array.from(known, ({ truth }) => Number(truth)),
      predicted: Float64Array.from(known, ({ row }) => valuesOf(row)[0] ?? Number.NaN),
    };
  }
  const places = classes.map((name) => placeOf(name, answers.classes ?? []));
  return {
    task: classes.length === 2 ? 'binary' : 'multiclass',
    classes,
    actual: Int32Array.from(known, ({ truth }) => classes.indexOf(truth)),
    predicted: Float64Array.from(known.flatMap(({ row }) => places.map((place) => valuesOf(row)[place] ?? Number.NaN))),
  };
}

function placeOf(name: string, classes: readonly string[]): number {
  const place = classes.indexOf(name);
  if (place < 0) throw new Error(`one side knows no class "${name}", only ${classes.join(', ')}`);
  return place;
}
