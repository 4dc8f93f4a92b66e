import { PipelineError } from '@millrace/pipeline-core/errors';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { percentText } from '@millrace/pipeline-core/percent';
import { symmetricEigen } from '@millrace/pipeline-core/stats';
import { type Catalog, type PcaState, pcaColumns } from '@millrace/pipeline-core/steps';
import type { z } from 'zod';
import { requireColumn } from '../../data/read-columns';
import { schemaOf } from '../../data/table-view';
import type { ExecutorFor, ExecutorJob } from '../executor';
import { toPlainJson } from '../plain-json';
import { requireFit } from '../require-fit';
import { requireSettings } from '../require-settings';
import { numberSql } from './judged';

type Job = ExecutorJob<z.output<Catalog['reduce-dimensions']['params']>>;

/** Learns the principal components of train rows without gaps. */
export const reduceDimensionsExecutor: ExecutorFor<Catalog['reduce-dimensions']> = {
  kind: 'fit',
  async fit(job): Promise<JsonObject> {
    const fit = requireFit(job);
    requireSettings(job);
    const chosen = pcaColumns(job.params, schemaOf(fit.meta)).map(({ name }) =>
      requireColumn(fit.meta.columns, name, job.title),
    );
    if (chosen.length === 0) return toPlainJson(emptyState(fit.rows));
    const { relation, rows } = await completeRows(job, chosen);
    const columns = await momentsOf(job, chosen, relation);
    const covariance = await covariances(job, { columns, relation, rows });
    const eigen = symmetricEigen(covariance, columns.length).map(({ value, vector }) => ({
      value: Math.max(0, value),
      vector,
    }));
    const total = eigen.reduce((sum, { value }) => sum + value, 0);
    if (total === 0) throw nothingVaries(job.title, chosen.length);
    const kept = eigen.slice(0, countOf(job.params, eigen, total));
    const components = kept.map(({ value, vector }) => ({
      weights: [...vector],
      variance: value,
      share: value / total,
    }));
    const explained = components.reduce((sum, { share }) => sum + share, 0);
    job.log(
      'info',
      `${components.length} components of ${columns.length} columns explain ${percentText(explained * 100, 1)} of the variance of ${rows} rows.`,
    );
    return toPlainJson({ ...emptyState(rows), columns, components });
  },
  report: (state) => ({ variance: state }),
};

function emptyState(rows: number): PcaState {
  return { v: 1, kind: 'principal-components', rows, columns: [], components: [] };
}

/** Train rows in which every column has a number, as x0, x1, … */
async function completeRows(job: Job, columns: readonly StoredColumn[]): Promise<{ relation: string; rows: number }> {
  const fit = requireFit(job);
  const cells = columns.map((column, at) => `${numberSql(column)} AS x${at}`);
  const whole = columns.map((_, at) => `x${at} IS NOT NULL`);
  const relation = `(SELECT * FROM (SELECT ${cells.join(', ')} FROM ${fit.relation}) WHERE ${whole.join(' AND ')})`;
  const { rows } = await job.session.numbers(`SELECT count(*) AS rows FROM ${relation}`);
  const found = rows ?? 0;
  if (found < fit.rows)
    job.log('warning', `${fit.rows - found} of ${fit.rows} train rows have a gap and are not learned from.`);
  if (found >= 2) return { relation, rows: found };
  throw new PipelineError({
    code: 'too-few-rows',
    family: 'pipeline',
    place: job.title,
    seen: `${found} train rows without a missing number`,
    expected: 'at least two',
    next: 'Add "Impute missing" before this step, or leave out columns with many gaps.',
    fix: { addStep: 'impute-missing', before: true },
  });
}

/** Mean and, when standardised, population standard deviation; a column that never changes is only shifted. */
async function momentsOf(job: Job, columns: readonly StoredColumn[], relation: string): Promise<PcaState['columns']> {
  const asked = columns.map((_, at) => `avg(x${at}) AS m${at}, stddev_pop(x${at}) AS s${at}`);
  const found = await job.session.numbers(`SELECT ${asked.join(', ')} FROM ${relation}`);
  return columns.map(({ name }, at) => {
    const spread = job.params.standardise ? (found[`s${at}`] ?? 0) : 1;
    return { name, mean: found[`m${at}`] ?? 0, scale: spread > 0 && Number.isFinite(spread) ? spread : 1 };
  });
}

/** Covariances of the centred and scaled columns, divided by rows - 1. */
async function covariances(
  job: Job,
  { columns, relation, rows }: { columns: PcaState['columns']; relation: string; rows: number },
): Promise<Float64Array> {
  const size = columns.length;
  const sums = new Float64Array(size * size);
  const centred = columns.map(({ mean, scale }, at) => `(x${at} - ${mean}::DOUBLE) / ${scale}::DOUBLE`);
  for await (const chunk of job.session.stream(`SELECT ${centred.join(', ')} FROM ${relation}`)) {
    job.signal.throwIfAborted();
    const cells = columns.map((_, at) => Float64Array.from(chunk.getColumnValues(at), Number));
    cells.forEach((x, i) => {
      for (let j = i; j < size; j++) {
        const y = cells[j]!;
        let sum = 0;
        for (let row = 0; row < chunk.rowCount; row++) sum += x[row]! * y[row]!;
        sums[i * size + j]! += sum;
      }
    });
  }
  for (let i = 0; i < size; i++) {
    for (let j = i; j < size; j++) {
      sums[i * size + j]! /= rows - 1;
      sums[j * size + i] = sums[i * size + j]!;
    }
  }
  return sums;
}

/** As many as asked for, or as few as explain the share. */
function countOf(params: Job['params'], eigen: readonly { value: number }[], total: number): number {
  if (params.keep === 'count') return params.count;
  let sum = 0;
  const last = eigen.findIndex(({ value }) => {
    sum += value;
    return sum >= params.share * total * (1 - 1e-12);
  });
  return last < 0 ? eigen.length : last + 1;
}

function nothingVaries(title: string, columns: number): PipelineError {
  return new PipelineError({
    code: 'nothing-varies',
    family: 'pipeline',
    place: title,
    seen: `${columns} columns that have one value each in all train rows`,
    expected: 'numbers that differ between rows',
    next: 'Choose other columns, or check the filters before this step.',
  });
}
