import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { comparisonSchema } from '@millrace/pipeline-core/events';
import { fittedSchema, tableMetaSchema } from '@millrace/pipeline-core/features';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { evaluationSchema } from '@millrace/pipeline-core/metrics';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { rowsRequestSchema, writePartRows } from '../data/part-rows';
import { describeTable } from '../data/plain-table';
import { parquetRelation, quoteNames, quoteText } from '../data/sql-text';
import { tableOutputs } from '../data/table-store';
import { scratchFolder, scratchSession } from '../data/testing/scratch';
import { type StepResult, StepRunner, store } from './testing/run-steps';

const root = scratchFolder('folds');
const session = scratchSession(root);
const steps = new StepRunner(root);
const k = 3;
let split: StepResult;

beforeAll(async () => {
  const data = await steps.run('sample-data', { params: { rows: 600 } });
  split = await steps.run('split-rows', { params: { strategy: 'stratified' }, inputs: { table: [[data, 'table']] } });
});

function crossValidate(params: JsonObject = {}): Promise<StepResult> {
  return steps.run('cross-validate', { params: { folds: k, ...params }, inputs: { table: [[split, 'split']] } });
}

/** The rows of a condition as a table of their own, without marks: what somebody would fit on by hand. */
async function onlyRows(from: StepResult, condition: string): Promise<StepResult> {
  const { split: _, ...meta } = tableMetaSchema.parse(from.outputs['split.meta']?.inline);
  const folder = join(root, `rows-${Math.random()}`);
  mkdirSync(folder);
  const path = join(folder, 'table.parquet');
  const names = quoteNames(['__row', ...meta.columns.map(({ name }) => name)]);
  const relation = parquetRelation(from.outputs.split?.path ?? '');
  await session.run(
    `COPY (SELECT ${names} FROM ${relation} WHERE ${condition}) TO ${quoteText(path)} (FORMAT parquet)`,
  );
  const [counted] = await session.query(`SELECT count(*)::INTEGER AS rows FROM ${parquetRelation(path)}`);
  const artifacts = await Promise.all(tableOutputs('table', path, { ...meta, rows: Number(counted?.rows) }).map(store));
  const outputs = Object.fromEntries(artifacts.map((artifact) => [artifact.port, artifact]));
  return { outputs, events: [], logs: [], folder };
}

/** Imputing, encoding, scaling and two trainers, one of which stops early; what each has learned. */
async function fitAll(rows: [StepResult, string], fold?: number) {
  const at = fold === undefined ? {} : { fold };
  const imputed = await steps.run('impute-missing', { ...at, inputs: { table: [rows] } });
  const encoded = await steps.run('encode-categories', { ...at, inputs: { table: [[imputed, 'table']] } });
  const scaled = await steps.run('scale-numbers', { ...at, inputs: { table: [[encoded, 'table']] } });
  const linear = await steps.run('logistic-regression', { ...at, inputs: { rows: [[scaled, 'table']] } });
  const trees = await steps.run('gradient-boosted-trees', { ...at, inputs: { rows: [rows] } });
  const learned = {
    constants: [imputed, encoded, scaled].map(({ outputs }) => fittedSchema.parse(outputs.fitted?.inline).state),
    rows: fittedSchema.parse(scaled.outputs.fitted?.inline).fittedOn.rows,
    models: [linear, trees].map(({ outputs }) => outputs.metrics?.inline),
  };
  return { scaled, linear, trees, learned };
}

describe('a fold', () => {
  it.each([
    ['of random rows', {}, (fold: number) => `__fold <> ${fold}`],
    ['in order of time', { strategy: 'time-series', time: 'tenure_months' }, (fold: number) => `__fold < ${fold}`],
  ])('%s learns what its train rows alone teach', async (_what, params, trainRows) => {
    // No validation part: with one, the trees would stop by rows that the fit by hand does not have.
    const data = await steps.run('sample-data', { params: { rows: 600 } });
    const plain = await steps.run('split-rows', {
      params: { train: 0.8, validation: 0, test: 0.2 },
      inputs: { table: [[data, 'table']] },
    });
    const folds = await steps.run('cross-validate', {
      params: { folds: k, ...params },
      inputs: { table: [[plain, 'split']] },
    });
    const counts = tableMetaSchema.parse(folds.outputs['split.meta']?.inline).split?.folds?.counts;
    const seen = new Set<string>();
    for (let fold = 0; fold < k; fold++) {
      const inFold = await fitAll([folds, 'split'], fold);
      const byHand = await fitAll([await onlyRows(folds, `__part = 'train' AND ${trainRows(fold)}`), 'table']);
      expect(inFold.learned).toEqual(byHand.learned);
      expect(inFold.learned.rows).toBe(counts?.[fold]?.train);
      seen.add(JSON.stringify(inFold.learned.constants));
    }
    expect(seen.size).toBe(k);
  });

  it('is judged on the rows it holds out, makes no candidate, and has no row of the test part', async () => {
    const folds = await crossValidate();
    const { scaled, linear } = await fitAll([folds, 'split'], 1);
    expect(linear.events).toEqual([]);
    const judged = await steps.run('evaluate', {
      fold: 1,
      params: { part: 'validation' },
      inputs: { model: [[linear, 'model']], rows: [[scaled, 'table']] },
    });
    const evaluation = evaluationSchema.parse(judged.outputs.evaluation?.inline);
    const counts = tableMetaSchema.parse(folds.outputs['split.meta']?.inline).split?.folds?.counts[1];
    expect([evaluation.part, evaluation.parts.test.rows]).toEqual(['test', counts?.validation]);
    expect(judged.events).toEqual([]);
    const [real] = await session.query(
      `SELECT count(*)::INTEGER AS rows FROM ${parquetRelation(scaled.outputs.table?.path ?? '')} s
        JOIN ${parquetRelation(split.outputs.split?.path ?? '')} o USING (__row) WHERE o.__part = 'test'`,
    );
    expect(real?.rows).toBe(0);
  });

  it('does not learn from rows of which it is not known whether they are held out', async () => {
    const failure = steps.run('impute-missing', { fold: 0, inputs: { table: [[split, 'split']] } });
    await expect(failure).rejects.toSatisfy(
      (error) => error instanceof PipelineError && error.report.code === 'folds-lost',
    );
  });
});

describe('folds of rows that nobody has split', () => {
  it('know the target, and both sides of each are read as rows of the table', async () => {
    const data = await steps.run('sample-data', { params: { rows: 60 } });
    const folds = await steps.run('cross-validate', {
      params: { folds: k, target: 'tenure_months' },
      inputs: { table: [[data, 'table']] },
    });
    const receipt = tableMetaSchema.parse(folds.outputs['split.meta']?.inline).split?.folds;
    expect(receipt?.target).toBe('tenure_months');
    const table = await describeTable(session, folds.outputs.split?.path ?? '');
    const rowsOf = async (part: 'train' | 'validation', fold: number) => {
      const request = rowsRequestSchema.parse({ part, fold, except: ['tenure_months'] });
      const written = await writePartRows(session, { table, folder: root, request });
      const text = readFileSync(written.path, 'utf8');
      expect(text).not.toContain('tenure_months');
      const lines = text.split('\n').filter(Boolean);
      return lines.map((line) => z.object({ __row: z.number() }).parse(JSON.parse(line)).__row);
    };
    for (let fold = 0; fold < k; fold++) {
      const [train, held] = [await rowsOf('train', fold), await rowsOf('validation', fold)];
      expect([train.length, held.length]).toEqual([receipt?.counts[fold]?.train, receipt?.counts[fold]?.validation]);
      expect([...train, ...held].sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, row) => row));
    }
  });
});

describe('what the folds found', () => {
  it('is gathered with the evaluation on test rows, and decides the comparison', async () => {
    const folds = await crossValidate({ strategy: 'stratified' });
    const made = { evaluations: [] as StepResult[], comparisons: [] as StepResult[] };
    for (const fold of Array.from({ length: k }, (_, at) => at)) {
      const { scaled, linear, trees } = await fitAll([folds, 'split'], fold);
      const rows: [StepResult, string][] = [[scaled, 'table']];
      made.evaluations.push(await steps.run('evaluate', { fold, inputs: { model: [[linear, 'model']], rows } }));
      const models: [StepResult, string][] = [
        [linear, 'model'],
        [trees, 'model'],
      ];
      const inputs = { models, rows: [[folds, 'split']] as [StepResult, string][] };
      made.comparisons.push(await steps.run('compare-candidates', { fold, inputs }));
    }
    const { scaled, linear, trees } = await fitAll([folds, 'split']);
    const judged = await steps.run('evaluate', {
      inputs: {
        model: [[linear, 'model']],
        rows: [[scaled, 'table']],
        folds: made.evaluations.map((one) => [one, 'evaluation']),
      },
    });
    const evaluation = evaluationSchema.parse(judged.outputs.evaluation?.inline);
    const values = made.evaluations.map(
      ({ outputs }) => evaluationSchema.parse(outputs.evaluation?.inline).parts.test.metrics.auc,
    );
    expect(evaluation.part).toBe('test');
    expect(evaluation.folds?.metrics.auc?.values).toEqual(values);
    expect(evaluation.folds?.metrics.auc?.mean).toBeCloseTo(values.reduce((a, b) => a! + b!, 0)! / k, 12);
    expect(judged.logs.join('\n')).toContain('Mean over 3 folds: ');
    const compared = await steps.run('compare-candidates', {
      inputs: {
        models: [
          [linear, 'model'],
          [trees, 'model'],
        ],
        rows: [[folds, 'split']],
        folds: made.comparisons.map((one) => [one, 'comparison']),
      },
    });
    const { part, ranking, rows } = comparisonSchema.parse(compared.outputs.comparison?.inline);
    expect([part, rows]).toEqual(['folds', evaluation.folds?.rows.reduce((a, b) => a + b, 0)]);
    const ofLinear = ranking.find(({ input }) => input === 0);
    expect(ofLinear?.folds?.values).toEqual(values);
    expect(ofLinear?.model).toBe(linear.outputs.model?.hash);
    const best = ranking[0]!;
    expect(compared.outputs.best?.hash).toBe([linear, trees][best.input ?? -1]?.outputs.model?.hash);
    expect(best.metric).toBeGreaterThanOrEqual(ranking[1]?.metric ?? 1);
  });
});
