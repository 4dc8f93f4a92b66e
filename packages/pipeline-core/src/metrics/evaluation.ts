import { z } from 'zod';
import { taskSchema } from '../release/signature';

const intervalSchema = z.tuple([z.number(), z.number()]);

export const partEvaluationSchema = z.object({
  /** Rows with a known target and a prediction. */
  rows: z.number().int().nonnegative(),
  /** null: not defined on these rows (AUC of one class). */
  metrics: z.record(z.string(), z.number().nullable()),
  /** 95 % bootstrap intervals; on the judged part only. */
  intervals: z.record(z.string(), intervalSchema),
});
export type PartEvaluation = z.output<typeof partEvaluationSchema>;

const rocSchema = z.object({
  fpr: z.array(z.number()),
  tpr: z.array(z.number()),
  /** null: above every score. */
  thresholds: z.array(z.number().nullable()),
});

const precisionRecallSchema = z.object({
  precision: z.array(z.number()),
  recall: z.array(z.number()),
  thresholds: z.array(z.number().nullable()),
  /** Share of positives: the curve of a model that knows nothing. */
  prevalence: z.number(),
});

const calibrationSchema = z.object({
  bins: z.array(
    z.object({
      from: z.number(),
      to: z.number(),
      meanPredicted: z.number(),
      observed: z.number(),
      rows: z.number().int(),
    }),
  ),
  expectedError: z.number(),
  maximumError: z.number(),
});

/** counts[actual][predicted]; when there are too many classes the rare ones are merged into the last row and column. */
const confusionSchema = z.object({ classes: z.array(z.string()), counts: z.array(z.array(z.number().int())) });

const residualsSchema = z.object({
  histogram: z.object({ edges: z.array(z.number()), counts: z.array(z.number().int()) }),
  quantiles: z.object({ q05: z.number(), q25: z.number(), q50: z.number(), q75: z.number(), q95: z.number() }),
  sample: z.array(z.tuple([z.number(), z.number()])),
});

const perClassSchema = z.array(
  z.object({ class: z.string(), support: z.number().int(), precision: z.number(), recall: z.number(), f1: z.number() }),
);

/** Rows by falling score: which share of the positive ones is found in which share of all. Lift is found / share. */
const gainSchema = z.object({ share: z.array(z.number()), found: z.array(z.number()) });

/** Recommendations: share of what people had later that is found in the first 1, 2, ... places, and by what most have. */
const placesSchema = z.object({ found: z.array(z.number()), popular: z.array(z.number()) });

/** How well the rows of each group sit in it, surest groups first; `values` falls from the surest row. */
const silhouettesSchema = z.array(
  z.object({ group: z.number().int(), rows: z.number().int(), mean: z.number(), values: z.array(z.number()) }),
);

/** The threshold that was chosen by what errors cost, in the unit they were given in. */
export const thresholdCostSchema = z.object({
  falseAlarm: z.number(),
  missed: z.number(),
  /** Whose rows chose it, and how many they were. */
  part: z.enum(['train', 'validation', 'test']),
  rows: z.number().int(),
  /** Mean cost of one of these rows at the threshold, and at 0.5. */
  cost: z.number(),
  costAtHalf: z.number(),
});
export type ThresholdCost = z.output<typeof thresholdCostSchema>;

/** One metric over the folds of a cross-validation. */
export const foldScoresSchema = z.object({
  /** null: not defined in any fold. */
  mean: z.number().nullable(),
  /** Sample standard deviation; null with fewer than two values. */
  sd: z.number().nullable(),
  /** By fold; null where it is not defined. */
  values: z.array(z.number().nullable()),
});
export type FoldScores = z.output<typeof foldScoresSchema>;

const foldsSchema = z.object({
  k: z.number().int(),
  /** Held-out rows that were judged, by fold. */
  rows: z.array(z.number().int()),
  metrics: z.record(z.string(), foldScoresSchema),
});

/** What an evaluate step keeps about a model: scores per part and the curves of the judged part. Below about 60 kB. */
export const evaluationSchema = z.object({
  v: z.literal(1),
  task: taskSchema,
  target: z.string(),
  classes: z.array(z.string()).optional(),
  /** Binary: the class whose probability is judged. */
  positive: z.string().optional(),
  threshold: z.number().optional(),
  thresholdCost: thresholdCostSchema.optional(),
  parts: z.object({ train: partEvaluationSchema, validation: partEvaluationSchema, test: partEvaluationSchema }),
  /** The part that intervals, curves and rankings speak of: test, or the last one that has rows. */
  part: z.enum(['train', 'validation', 'test']),
  /** The rows carry no parts: `test` stands for all of them, also those that a model learned from. */
  unsplit: z.literal(true).optional(),
  /** Scores of the same steps refitted in each fold, on the rows the fold holds out. */
  folds: foldsSchema.optional(),
  curves: z.object({
    roc: rocSchema.optional(),
    precisionRecall: precisionRecallSchema.optional(),
    calibration: calibrationSchema.optional(),
    confusion: confusionSchema.optional(),
    residuals: residualsSchema.optional(),
    perClass: perClassSchema.optional(),
    gain: gainSchema.optional(),
    silhouettes: silhouettesSchema.optional(),
    places: placesSchema.optional(),
  }),
});
export type Evaluation = z.output<typeof evaluationSchema>;

/** Which rows the judged figures speak of, in words: "test rows"; of rows without parts nobody knows which the model has seen. */
export function rowsInWords({ part, unsplit }: Pick<Evaluation, 'part' | 'unsplit'>): string {
  return unsplit === true ? 'rows that are not split' : `${part} rows`;
}

export type EvaluationCurves = Evaluation['curves'];
