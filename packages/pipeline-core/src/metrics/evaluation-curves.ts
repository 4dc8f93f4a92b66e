import { assertNever } from '../exhaustive';
import { calibrationCurve } from './calibration';
import { classScores, confusionCounts, predictedClasses } from './confusion-matrix';
import { precisionRecallCurve, rocCurve, thinCurve } from './curves';
import type { EvaluationCurves } from './evaluation';
import { forecastWidth } from './forecast-metrics';
import { type GainCurve, gainCurve } from './gain';
import { binaryView, type ClassPredictions, type PredictionSet, rankingRows, rowsIn } from './prediction-set';
import { recallByPlace } from './ranking-metrics';
import { residualSummary } from './residuals';
import { silhouetteSample, silhouetteValues } from './silhouette';

const CURVE_POINTS = 200;
const CONFUSION_CLASSES = 50;
const PER_CLASS_ROWS = 200;
const GAIN_POINTS = 100;
const SILHOUETTE_VALUES = 60;

/** The charts of one set of rows, thinned and rounded so that the whole evaluation stays small. */
export function evaluationCurves(set: PredictionSet, seed: number): EvaluationCurves {
  if (rowsIn(set) === 0) return {};
  switch (set.task) {
    case 'binary':
      return { ...binaryCurves(set), ...classCurves(set) };
    case 'multiclass':
      return classCurves(set);
    case 'regression':
      return { residuals: residualSummary({ actual: set.actual, predicted: set.predicted, seed }) };
    case 'forecast': {
      const mean = set.actual.map((_, row) => set.predicted[row * forecastWidth]!);
      return { residuals: residualSummary({ actual: set.actual, predicted: mean, seed }) };
    }
    case 'clustering':
      return { silhouettes: silhouettes(set) };
    case 'anomaly': {
      const actual = Uint8Array.from(set.actual);
      return orderCurves({ actual, scores: set.predicted });
    }
    case 'ranking':
      return { places: placesOf(set) };
    default:
      return assertNever(set);
  }
}

function binaryCurves(set: ClassPredictions): EvaluationCurves {
  const view = binaryView(set);
  return { ...orderCurves(view), calibration: calibrationCurve(view) };
}

/** What is found within so many places, beside what a list of what most have finds. */
function placesOf(set: Extract<PredictionSet, { task: 'ranking' }>): NonNullable<EvaluationCurves['places']> {
  const { model, popular } = recallByPlace(rankingRows(set));
  const all = model.map((_, at) => at);
  return { found: pick(model, all), popular: pick(popular, all) };
}

/** What the order of the scores tells; nothing where all rows are of one class. */
function orderCurves(view: ReturnType<typeof binaryView>): EvaluationCurves {
  const positives = view.actual.reduce((sum, label) => sum + label, 0);
  if (positives === 0 || positives === view.actual.length) return {};
  return {
    roc: thinRoc(rocCurve(view)),
    precisionRecall: thinPrecisionRecall(precisionRecallCurve(view)),
    gain: thinGain(gainCurve(view)),
  };
}

function thinGain(curve: GainCurve): GainCurve {
  const keep = thinCurve(curve.share, curve.found, GAIN_POINTS);
  return { share: pick(curve.share, keep), found: pick(curve.found, keep) };
}

/** By group, the surest first: some of its rows' silhouettes, falling, evenly spread over its rows. */
function silhouettes(
  set: Extract<PredictionSet, { task: 'clustering' }>,
): NonNullable<EvaluationCurves['silhouettes']> {
  const sample = silhouetteSample({ points: set.points, width: set.width, groups: set.predicted });
  const byGroup = new Map<number, number[]>();
  silhouetteValues(sample).forEach((value, row) => {
    if (!Number.isFinite(value)) return;
    const group = sample.groups[row]!;
    const values = byGroup.get(group);
    if (values === undefined) byGroup.set(group, [value]);
    else values.push(value);
  });
  const groups = [...byGroup].map(([group, values]) => {
    const falling = values.sort((a, b) => b - a);
    const step = Math.max(1, falling.length / SILHOUETTE_VALUES);
    const kept = Array.from({ length: Math.min(falling.length, SILHOUETTE_VALUES) }, (_, at) => Math.floor(at * step));
    return {
      group,
      rows: falling.length,
      mean: falling.reduce((sum, value) => sum + value, 0) / falling.length,
      values: pick(falling, kept),
    };
  });
  return groups.sort((a, b) => b.mean - a.mean || a.group - b.group);
}

function thinRoc(roc: ReturnType<typeof rocCurve>): ReturnType<typeof rocCurve> {
  const keep = thinCurve(roc.fpr, roc.tpr, CURVE_POINTS);
  return { fpr: pick(roc.fpr, keep), tpr: pick(roc.tpr, keep), thresholds: pick(roc.thresholds, keep) };
}

function thinPrecisionRecall(curve: ReturnType<typeof precisionRecallCurve>): ReturnType<typeof precisionRecallCurve> {
  const keep = thinCurve(curve.recall, curve.precision, CURVE_POINTS);
  return {
    precision: pick(curve.precision, keep),
    recall: pick(curve.recall, keep),
    thresholds: pick(curve.thresholds, keep),
    prevalence: curve.prevalence,
  };
}

function pick<T extends number | null>(values: readonly T[], keep: readonly number[]): T[] {
  // Rounding a number leaves a number and null stays null, which the compiler cannot see for T.
  return keep.map((at) => (values[at] === null ? null : Math.round(values[at]! * 1e6) / 1e6) as T);
}

function classCurves(set: ClassPredictions): EvaluationCurves {
  const classes = set.classes.length;
  const predicted = set.task === 'binary' ? thresholded(set) : predictedClasses(set.predicted, classes);
  const counts = confusionCounts({ actual: set.actual, predicted, classes, weights: null });
  const scores = classScores(counts, classes);
  const bySupport = scores.map((_, code) => code).sort((a, b) => scores[b]!.support - scores[a]!.support || a - b);
  const perClass = bySupport
    .slice(0, PER_CLASS_ROWS)
    .sort((a, b) => a - b)
    .map((code) => {
      const { support, precision, recall, f1 } = scores[code]!;
      return { class: set.classes[code]!, support, precision, recall, f1 };
    });
  return { confusion: mergedConfusion({ counts, names: set.classes, bySupport }), perClass };
}

function thresholded(set: ClassPredictions): Int32Array {
  const positive = set.positive ?? 1;
  const threshold = set.threshold ?? 0.5;
  return Int32Array.from(set.actual, (_, row) =>
    set.predicted[row * 2 + positive]! >= threshold ? positive : 1 - positive,
  );
}

/** The matrix as rows; beyond 50 classes the ones with the least rows share a last row and column. */
function mergedConfusion(options: {
  counts: Float64Array;
  names: readonly string[];
  bySupport: readonly number[];
}): EvaluationCurves['confusion'] {
  const { counts, names, bySupport } = options;
  const width = names.length;
  const shown = bySupport.slice(0, width > CONFUSION_CLASSES ? CONFUSION_CLASSES - 1 : width).sort((a, b) => a - b);
  const slot = new Int32Array(width).fill(shown.length);
  shown.forEach((code, at) => {
    slot[code] = at;
  });
  const size = shown.length < width ? shown.length + 1 : width;
  const merged = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  for (let actual = 0; actual < width; actual++) {
    for (let predicted = 0; predicted < width; predicted++) {
      merged[slot[actual]!]![slot[predicted]!]! += counts[actual * width + predicted]!;
    }
  }
  const labels = shown.map((code) => names[code]!);
  return {
    classes: size > shown.length ? [...labels, `${width - shown.length} other classes`] : labels,
    counts: merged,
  };
}
