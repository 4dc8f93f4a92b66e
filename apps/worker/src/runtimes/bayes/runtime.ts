import { PipelineError } from '@millrace/pipeline-core/errors';
import { rowWeights } from '../class-weights';
import { log } from '../forest/numeric';
import { levelsByCount } from '../levels-by-count';
import type {
  CategoryColumn,
  FeatureColumn,
  FeatureSpec,
  ModelRuntime,
  NumberColumn,
  RowScorer,
} from '../model-runtime';
import { requireClasses } from '../require-classes';
import { taskOfTarget } from '../task-of-target';
import { createPause } from '../turn-event-loop';
import { type ClassRows, classWeight } from './class-rows';
import { fitLevels, fitNumbers } from './fit-terms';
import { bayesImportance } from './importance';
import { type BayesModel, decodeBayes, encodeBayes } from './model';
import type { BayesParams } from './params';
import { loadBayes } from './scorer';

const place = 'Naive Bayes';
/** Numbers in the table of one category; rarer levels than fit in count as unknown. */
const mostCells = 2_000_000;
const mostLevels = 10_000;

/**
 * Naive Bayes: every feature speaks for itself, given the class. Numbers as normal distributions, counts or signs of
 * being there, categories by their shares; a missing cell and a level that was not seen say nothing.
 */
export const bayesRuntime: ModelRuntime<BayesParams, RowScorer> = {
  format: 'naive-bayes',

  describe: () => ({
    format: 'naive-bayes',
    title: place,
    tasks: ['binary', 'multiclass'],
    reads: { numbers: true, categories: true, missing: true },
    resumable: false,
    threads: 'one',
    devices: ['cpu'],
    exactlyRepeats: true,
  }),

  async fit({ params, train, context }) {
    const { codes, classes } = requireClasses(train.target, place);
    const by: ClassRows = { codes, classes: classes.length, weights: rowWeights(train, params.classWeights) };
    const pause = createPause(context);
    const numbers = train.features.filter((column) => isNumber(column));
    for (const column of numbers) requireFinite(column);
    await pause();
    const constants = fitNumbers(numbers, { by, params, place });
    const features: FeatureSpec[] = [];
    const tables: Float64Array[] = [];
    for (const column of train.features) {
      await pause();
      const spec = specOf(column, classes.length);
      if (column.kind === 'category' && spec.kind === 'category')
        tables.push(fitLevels(column, { levels: spec.levels, by, smoothing: params.smoothing }));
      features.push(spec);
      context.progress({ done: features.length, total: train.features.length });
    }
    const model: BayesModel = {
      numbers: params.numbers,
      classes: classes.length,
      priors: priorsOf(by, params.priors),
      ...constants,
      tables: concatenated(tables),
    };
    return {
      format: 'naive-bayes',
      task: taskOfTarget(train.target),
      features,
      classes,
      importance: bayesImportance(model, features, train),
      curve: [],
      ...encodeBayes(model),
      summary: { numbers: params.numbers, priors: params.priors, constants: model.first.length + model.tables.length },
    };
  },

  load: loadBayes,
  importance: (stored, rows) => bayesImportance(decodeBayes(stored), stored.features, rows),
};

function isNumber(column: FeatureColumn): column is NumberColumn {
  return column.kind === 'number';
}

function priorsOf(by: ClassRows, priors: BayesParams['priors']): Float64Array {
  const weights = classWeight(by);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => log(priors === 'even' ? 1 / by.classes : weight / total));
}

function specOf(column: FeatureColumn, classes: number): FeatureSpec {
  const { name } = column;
  if (column.kind === 'number') return { name, kind: 'number' };
  if (column.kind === 'category') return { name, kind: 'category', levels: keptLevels(column, classes) };
  throw new PipelineError({
    code: 'feature-kind',
    family: 'pipeline',
    place: `${place} › feature "${name}"`,
    seen: column.kind === 'text' ? 'texts' : `vectors of ${column.width} numbers`,
    expected: 'numbers or categories',
    next: 'Leave the column out, or use a step that reads it.',
    column: name,
  });
}

function keptLevels({ values }: CategoryColumn, classes: number): string[] {
  return levelsByCount(values).slice(0, Math.min(mostLevels, Math.floor(mostCells / classes)));
}

function requireFinite({ name, values }: NumberColumn): void {
  const row = values.findIndex((value) => value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY);
  if (row < 0) return;
  throw new PipelineError({
    code: 'infinite-values',
    family: 'pipeline',
    place: `${place} › feature "${name}"`,
    seen: `the number ${values[row]}`,
    expected: 'finite numbers or missing cells',
    next: 'Replace it before this step, for example with "Replace values", or filter its row out.',
    column: name,
    row,
  });
}

function concatenated(tables: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(tables.reduce((sum, table) => sum + table.length, 0));
  let at = 0;
  for (const table of tables) {
    all.set(table, at);
    at += table.length;
  }
  return all;
}
