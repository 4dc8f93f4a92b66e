import type { PipelineDocument } from '@millrace/pipeline-core/document';
import { type DrawnStep, drawSteps } from '../data/draw';
import type { ReferenceSet } from './quality-claims';

export type ReferenceWork = {
  /** In the folder of the reference data; each is uploaded as a dataset. */
  files: string[];
  /** Draws the work from the ids of the datasets, in the order of the files. */
  draw(datasets: readonly string[]): PipelineDocument;
};

const splits = 5;
const dayMs = 24 * 3600_000;
/** The last seven days of temperatures begin here. */
const lastWeek = Date.UTC(2017, 5, 28, 0, 5);

/** Each set as the reference data describes it: its split, what is learned from, and what its figure is of. */
export const referenceWorks: Record<ReferenceSet, ReferenceWork> = {
  banking77: {
    files: ['banking77/train.csv', 'banking77/test.csv'],
    draw: ([train = '', test = '']) =>
      drawSteps({
        learn: { type: 'dataset', params: { dataset: train } },
        ask: { type: 'dataset', params: { dataset: test } },
        learned: partOf('learn', 'train'),
        asked: partOf('ask', 'test'),
        all: { type: 'union-tables', from: { tables: ['learned.table', 'asked.table'] } },
        split: split({ rule: 'part' }, 'all.table'),
        // What says the part is no text to learn from.
        columns: {
          type: 'select-columns',
          params: { mode: 'drop', columns: ['part'] },
          from: { table: 'split.split' },
        },
        model: { type: 'text-classifier', params: { target: 'category' }, from: { rows: 'columns.table' } },
        judge: judge('model', 'columns.table'),
      }),
  },
  'met-objects': {
    files: ['met-objects/met_1000.csv'],
    draw: ([dataset = '']) =>
      drawSteps({
        data: { type: 'dataset', params: { dataset } },
        often: {
          type: 'sql',
          params: {
            query:
              'SELECT * FROM a WHERE "Department" IN (SELECT "Department" FROM a GROUP BY 1 HAVING count(*) >= 10)',
          },
          from: { a: 'data.table' },
        },
        ...branches(splits, (at) => ({
          [`split${at}`]: split(
            { strategy: 'stratified', target: 'Department', train: 0.8, validation: 0, test: 0.2, seed: at + 1 },
            'often.table',
          ),
          [`model${at}`]: {
            type: 'text-classifier',
            params: { target: 'Department', columns: ['Object Name', 'Title', 'Medium'] },
            from: { rows: `split${at}.split` },
          },
          [`judge${at}`]: judge(`model${at}`, `split${at}.split`),
        })),
      }),
  },
  'air-passengers': {
    files: ['air-passengers/example_air_passengers.csv'],
    draw: ([dataset = '']) =>
      drawSteps({
        data: { type: 'dataset', params: { dataset } },
        split: split({ rule: "if(ds < date '1960-01-01', 'train', 'test')" }, 'data.table'),
        model: { type: 'arima', params: { target: 'y', time: 'ds' }, from: { rows: 'split.split' } },
        judge: judge('model', 'split.split'),
      }),
  },
  'yosemite-temps, one day ahead': {
    files: ['yosemite-temps/example_yosemite_temps.csv'],
    draw: ([dataset = '']) => temperatures(dataset, { days: 1, times: 7 }),
  },
  'yosemite-temps, seven days at once': {
    files: ['yosemite-temps/example_yosemite_temps.csv'],
    draw: ([dataset = '']) => temperatures(dataset, { days: 7, times: 1 }),
  },
};

/** Forecasts of so many days, each from all that was known before them. */
function temperatures(dataset: string, { days, times }: { days: number; times: number }): PipelineDocument {
  const at = (ms: number) => `timestamp '${new Date(ms).toISOString()}'`;
  return drawSteps({
    data: { type: 'dataset', params: { dataset } },
    ...branches(times, (time) => {
      const [from, to] = [lastWeek + time * dayMs, lastWeek + (time + days) * dayMs];
      const rule = `if(ds < ${at(from)}, 'train', if(ds < ${at(to)}, 'test', null))`;
      return {
        [`split${time}`]: split({ rule }, 'data.table'),
        [`model${time}`]: {
          type: 'exponential-smoothing',
          params: { target: 'y', time: 'ds', horizon: days * 288 },
          from: { rows: `split${time}.split` },
        },
        [`judge${time}`]: judge(`model${time}`, `split${time}.split`),
      };
    }),
  });
}

function branches(count: number, draw: (at: number) => Record<string, DrawnStep>): Record<string, DrawnStep> {
  return Object.assign({}, ...Array.from({ length: count }, (_, at) => draw(at)));
}

function partOf(dataset: string, part: 'train' | 'test'): DrawnStep {
  return {
    type: 'formula-column',
    params: { name: 'part', formula: `'${part}'` },
    from: { table: `${dataset}.table` },
  };
}

function split(params: { rule: string } | { strategy: string; [key: string]: unknown }, table: string): DrawnStep {
  const how = 'rule' in params ? { strategy: 'expression', ...params } : params;
  return { type: 'split-rows', params: how, from: { table } };
}

function judge(model: string, rows: string): DrawnStep {
  return { type: 'evaluate', from: { model: `${model}.model`, rows } };
}
