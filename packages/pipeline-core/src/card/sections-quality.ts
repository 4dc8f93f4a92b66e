import type { Evaluation } from '../metrics/evaluation';
import { metricLabel } from '../metrics/metric-names';
import { metricsInOrder } from '../metrics/primary-metric';
import type { CardFacts } from './card-facts';
import { count, figure, groupWords, range } from './card-words';
import type { CardBlock, CardSection } from './model-card';

/** Groups listed as factors, and columns listed as what a model goes by. */
const most = 8;

export function qualitySections(facts: CardFacts): CardSection[] {
  return [
    { id: 'factors', title: 'Factors', blocks: factorBlocks(facts) },
    { id: 'evaluation-data', title: 'Evaluation data', blocks: evaluationDataBlocks(facts) },
    { id: 'metrics', title: 'Metrics', blocks: metricBlocks(facts) },
    { id: 'importance', title: 'What it goes by', blocks: importanceBlocks(facts) },
  ];
}

function factorBlocks({ explanation }: CardFacts): CardBlock[] {
  const slices = explanation?.slices ?? null;
  if (explanation === null || slices === null)
    return [{ kind: 'text', text: 'Worst groups of rows were not looked for: add an Explain step behind the model.' }];
  if (slices.tested === 0) {
    const enough = `at least ${count(slices.minRows)} of the ${count(slices.rows)} ${explanation.part} rows`;
    return [{ kind: 'text', text: `No group of rows is large enough to be compared: ${enough} are asked for.` }];
  }
  const sure = slices.slices.filter((slice) => slice.sure).slice(0, most);
  const looked = `${count(slices.tested)} groups of at least ${count(slices.minRows)} of ${count(slices.rows)} ${explanation.part} rows were compared`;
  if (sure.length === 0) return [{ kind: 'text', text: `${looked}: none is worse than the others beyond chance.` }];
  return [
    { kind: 'text', text: `${looked}; error of a row is ${slices.lossName}, ${figure(slices.loss)} over all rows.` },
    {
      kind: 'table',
      headers: ['Rows with', 'Rows', 'Error', 'More than others', '95% interval'],
      rows: sure.map(({ terms, rows, loss, gap, interval }) => [
        groupWords(terms),
        count(rows),
        figure(loss),
        figure(gap),
        range(interval),
      ]),
    },
  ];
}

function evaluationDataBlocks({ evaluation, manifest }: CardFacts): CardBlock[] {
  if (evaluation === null)
    return [{ kind: 'text', text: 'None: connect the model to an Evaluate step and run its pipeline again.' }];
  const held = manifest.trainedOn.receipt === undefined ? 'no split held them out' : 'held out by the split';
  const { rows } = evaluation.parts[evaluation.part];
  const facts = [{ name: 'Judged on', value: `${count(rows)} ${evaluation.part} rows (${held})` }];
  const folds = evaluation.folds;
  if (folds !== undefined) facts.push({ name: 'Cross-validation', value: `${folds.k} folds` });
  return [{ kind: 'facts', facts }];
}

function metricBlocks({ evaluation }: CardFacts): CardBlock[] {
  if (evaluation === null) return [{ kind: 'text', text: 'None: it was not evaluated.' }];
  return [metricTable(evaluation), ...calibrationBlocks(evaluation)];
}

function metricTable({ task, parts, part, folds }: Evaluation): CardBlock {
  const { metrics, intervals } = parts[part];
  const beside = part === 'train' ? [] : ['On train rows'];
  const overFolds = folds === undefined ? [] : [`Mean of ${folds.k} folds`];
  return {
    kind: 'table',
    headers: ['Metric', `On ${part} rows`, '95% interval', ...beside, ...overFolds],
    rows: metricsInOrder(task, metrics).map(([name, value]) => [
      metricLabel(name),
      figure(value),
      range(intervals[name]),
      ...beside.map(() => figure(parts.train.metrics[name])),
      ...overFolds.map(() => foldWords(folds?.metrics[name])),
    ]),
  };
}

function foldWords(scores: { mean: number | null; sd: number | null } | undefined): string {
  if (scores === undefined || scores.mean === null) return 'not defined';
  return scores.sd === null ? figure(scores.mean) : `${figure(scores.mean)} ± ${figure(scores.sd)}`;
}

function calibrationBlocks({ curves }: Evaluation): CardBlock[] {
  const { calibration } = curves;
  if (calibration === undefined) return [];
  const facts = [
    { name: 'Calibration, expected error', value: figure(calibration.expectedError) },
    { name: 'Calibration, largest error', value: figure(calibration.maximumError) },
  ];
  return [{ kind: 'facts', facts }];
}

/** Shuffled columns where an Explain step looked; else what the model says of its own features. */
function importanceBlocks({ explanation, manifest }: CardFacts): CardBlock[] {
  if (explanation === null) {
    if (manifest.importance.length === 0)
      return [{ kind: 'text', text: 'Not known: add an Explain step behind the model.' }];
    const rows = manifest.importance.slice(0, most).map(({ feature, value }) => [feature, figure(value)]);
    return [
      { kind: 'table', headers: ['Feature', 'Share, as the model says'], rows },
      ...andMore(manifest.importance.length, 'features'),
    ];
  }
  const columns = explanation.inputs ?? explanation.features;
  return [
    {
      kind: 'table',
      headers: ['Column', `${metricLabel(explanation.metric)} lost without it`],
      rows: columns.slice(0, most).map(({ name, mean, sd }) => [name, `${figure(mean)} ± ${figure(sd)}`]),
    },
    ...andMore(columns.length, explanation.inputs === null ? 'features' : 'columns'),
  ];
}

/** Says that a table stops at the first ones; nothing where it holds all. */
function andMore(all: number, what: string): CardBlock[] {
  return all <= most ? [] : [{ kind: 'text', text: `The first ${most} of ${count(all)} ${what}.` }];
}
