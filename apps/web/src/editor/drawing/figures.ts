import { type Comparison, comparisonSchema } from '@millrace/pipeline-core/events';
import { type Explanation, explanationSchema } from '@millrace/pipeline-core/explain';
import { type Evaluation, evaluationSchema, metricLabel, rowsInWords } from '@millrace/pipeline-core/metrics';
import { modelManifestSchema, summaryFacts, taskFacts } from '@millrace/pipeline-core/release';
import {
  type FeatureRanking,
  featureRankingSchema,
  type PcaState,
  pcaStateSchema,
} from '@millrace/pipeline-core/steps';
import { z } from 'zod';
import { formatCount, formatFixed, formatNumber, formatPercent } from '../../lib/format-number';

/** Figures of a step as a table: names down, what they speak of across. */
export type FigureTable = {
  /** What the table says, in a sentence. */
  caption: string;
  columns: readonly string[];
  /** The last column holds words: it starts at the left. */
  wordsLast?: boolean;
  rows: readonly { name: string; cells: readonly string[]; strong?: boolean }[];
};

/** What a trainer stores beside its model. */
const trainingFiguresSchema = modelManifestSchema.pick({ curve: true, importance: true }).extend({
  kind: z.literal('training'),
  rows: z.number().int(),
  summary: modelManifestSchema.shape.summary.default({}),
});

/** Whether an output of this kind is read as figures. */
export function holdsFigures(kind: string): boolean {
  return kind === 'metrics' || kind === 'json';
}

const parts = ['train', 'validation', 'test'] as const;

/** The figures a step stored, for reading; null for something this page has no table for. */
export function readFigures(value: unknown): FigureTable | null {
  const evaluation = evaluationSchema.safeParse(value);
  if (evaluation.success) return ofEvaluation(evaluation.data);
  const comparison = comparisonSchema.safeParse(value);
  if (comparison.success) return ofComparison(comparison.data);
  const ranking = featureRankingSchema.safeParse(value);
  if (ranking.success) return ofRanking(ranking.data);
  const components = pcaStateSchema.safeParse(value);
  if (components.success) return ofComponents(components.data);
  const explanation = explanationSchema.safeParse(value);
  if (explanation.success) return ofExplanation(explanation.data);
  const training = trainingFiguresSchema.safeParse(value);
  return training.success ? ofTraining(training.data) : null;
}

function ofEvaluation(evaluation: Evaluation): FigureTable {
  const shown = parts.filter((part) => evaluation.parts[part].rows > 0);
  const judged = evaluation.parts[evaluation.part];
  const { label, target } = taskFacts[evaluation.task];
  const subject = target === null ? `${label} are found` : `${evaluation.target} is predicted`;
  return {
    caption:
      evaluation.unsplit === true
        ? `How well ${subject}. The rows are not split: these are all of them, also those it learned from.`
        : `How well ${subject}, by part; ${evaluation.part} rows count.`,
    columns: evaluation.unsplit === true ? ['all rows'] : shown,
    rows: [
      { name: 'Rows', cells: shown.map((part) => formatFixed(evaluation.parts[part].rows, 0)) },
      ...Object.keys(judged.metrics).map((name) => ({
        name: metricLabel(name),
        cells: shown.map((part) => formatFixed(evaluation.parts[part].metrics[name])),
      })),
    ],
  };
}

function ofComparison({ metric, part, rows, ranking, unsplit }: Comparison): FigureTable {
  const where =
    part === 'folds'
      ? `the mean over the folds of ${formatCount(rows, 'row')}`
      : `${formatNumber(rows)} ${rowsInWords({ part, unsplit })}`;
  const flatters =
    unsplit !== true && part === 'test' && ranking.length > 1
      ? ' Test rows chose the best, so its figure flatters it.'
      : '';
  return {
    caption: `Ranked by ${metricLabel(metric)} on ${where}.${flatters}`,
    columns: [metricLabel(metric), '95% interval', ''],
    rows: ranking.map(({ title, metric: value, interval, tied, best }) => ({
      name: title,
      strong: best,
      cells: [
        formatFixed(value),
        interval === null ? '' : `${formatFixed(interval[0])} to ${formatFixed(interval[1])}`,
        best ? 'best' : tied ? 'may be as good' : '',
      ],
    })),
  };
}

/** What the metric loses without each column, most first; curves and groups are on the page of the candidate. */
function ofExplanation({ inputs, features, metric, rows, part, base, slices }: Explanation): FigureTable {
  const sure = slices?.slices.filter((slice) => slice.sure).length ?? 0;
  const groups = slices === null ? '' : ` ${formatCount(sure, 'group')} of rows worse than the others.`;
  return {
    caption: `${metricLabel(metric)} is ${formatFixed(base)} on ${formatCount(rows, `${part} row`)}; what it loses when a column is shuffled.${groups}`,
    columns: ['Loss', 'Spread'],
    rows: (inputs ?? features).map(({ name, mean, sd }) => ({
      name,
      cells: [formatFixed(mean), `± ${formatFixed(sd)}`],
    })),
  };
}

function ofTraining({ rows, curve, importance, summary }: z.output<typeof trainingFiguresSchema>): FigureTable {
  const last = curve.at(-1);
  const total = importance.reduce((sum, { value }) => sum + Math.abs(value), 0);
  const looked = total === 0 ? [] : [...importance].sort((a, b) => Math.abs(b.value) - Math.abs(a.value)).slice(0, 8);
  return {
    caption:
      rows === 0 ? 'Taken as it is: nothing was learned from the rows.' : `Learned from ${formatCount(rows, 'row')}.`,
    columns: [''],
    rows: [
      ...(last === undefined
        ? summaryFacts(summary).map(({ name, value }) => ({
            name,
            cells: [typeof value === 'number' ? formatNumber(value, 3) : value],
          }))
        : [
            { name: 'Rounds', cells: [formatFixed(curve.length, 0)] },
            { name: 'Loss, train', cells: [formatFixed(last.train)] },
            ...(last.validation === undefined
              ? []
              : [{ name: 'Loss, validation', cells: [formatFixed(last.validation)] }]),
          ]),
      ...looked.map(({ feature, value }) => ({
        name: `Looks at ${feature}`,
        cells: [formatPercent(Math.abs(value) / total)],
      })),
    ],
  };
}

/** Every feature with the reason why it stays or goes; those that stay stand out. */
function ofRanking({ measure, target, rows, features }: FeatureRanking): FigureTable {
  const tested = features.some(({ p }) => p !== null);
  const kept = features.filter((one) => one.kept).length;
  const about = target === null ? '' : ` about ${target}`;
  return {
    caption: `${kept} of ${formatCount(features.length, 'feature')} stay, judged${about} on ${formatCount(rows, 'train row')}.`,
    columns: ['Rank', measure, ...(tested ? ['p'] : []), 'Why'],
    wordsLast: true,
    rows: features.map((one) => ({
      name: one.feature,
      strong: one.kept,
      cells: [
        one.rank === null ? '' : String(one.rank),
        one.score === null ? '' : formatFixed(one.score),
        ...(tested ? [one.p === null ? '' : formatP(one.p)] : []),
        `${one.kept ? 'Stays' : 'Goes'}: ${lowerFirst(one.reason)}`,
      ],
    })),
  };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function formatP(p: number): string {
  return p < 0.001 ? '< 0.001' : formatFixed(p);
}

/** How much each component explains, and the columns that weigh most in it, with their sign. */
function ofComponents({ rows, columns, components }: PcaState): FigureTable {
  let together = 0;
  return {
    caption: `${formatCount(components.length, 'component')} of ${formatCount(columns.length, 'column')}, learned from ${formatCount(rows, 'train row')}.`,
    columns: ['Variance', 'Explains', 'Together', 'Weighs most'],
    wordsLast: true,
    rows: components.map(({ weights, variance, share }, at) => {
      together += share;
      const heaviest = weights
        .map((weight, column) => ({ name: columns[column]?.name ?? '', weight }))
        .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
        .slice(0, 3);
      return {
        name: `pc${at + 1}`,
        cells: [
          formatFixed(variance),
          formatPercent(share),
          formatPercent(together),
          heaviest
            .map(({ name, weight }) => `${name} ${weight < 0 ? '−' : '+'}${formatFixed(Math.abs(weight), 2)}`)
            .join(', '),
        ],
      };
    }),
  };
}
