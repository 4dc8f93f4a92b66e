import { PipelineError } from '@millrace/pipeline-core/errors';
import { entrySql } from '@millrace/pipeline-core/expression';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { type Catalog, chosenColumns, nameList, numberTypes, type OutlierState } from '@millrace/pipeline-core/steps';
import type { z } from 'zod';
import { requireColumn } from '../../data/read-columns';
import { quoteName } from '../../data/sql-text';
import { schemaOf } from '../../data/table-view';
import type { ExecutorFor, ExecutorJob } from '../executor';
import { figuresSql } from '../learned-figures';
import { requireFit } from '../require-fit';
import { requireSettings } from '../require-settings';
import { requireTable } from '../require-table';

type Params = z.output<Catalog['handle-outliers']['params']>;
type Job = ExecutorJob<Params>;
type Bounds = { low: number | null; high: number | null };

/** Learns the bounds of every number column from train rows; a column without spread gets none. */
export const handleOutliersExecutor: ExecutorFor<Catalog['handle-outliers']> = {
  kind: 'fit',
  anyThreads: ({ method }) => method !== 'z',
  async fit(job): Promise<JsonObject> {
    const fit = requireFit(job);
    requireSettings(job);
    const columns: OutlierState['columns'] = [];
    const flat: string[] = [];
    for (const { name, type } of chosenColumns(schemaOf(fit.meta), job.params.columns, numberTypes)) {
      const { sqlType } = requireColumn(fit.meta.columns, name, job.title);
      const cells = `(SELECT ${entrySql(name, sqlType)} AS x FROM ${fit.relation})`;
      const learned = await learnBounds(job, cells);
      const bounds = type === 'integer' && isBetweenWholes(learned) ? null : learned;
      if (bounds === null) flat.push(name);
      const low = bounds === null || job.params.side === 'high' ? null : bounds.low;
      const high = bounds === null || job.params.side === 'low' ? null : bounds.high;
      columns.push({ name, low, high });
    }
    const outside = await countOutside(job, columns);
    if (job.params.action === 'clip') await requireClippable(job, columns);
    job.log(
      'info',
      `Learned the bounds of ${columns.length} columns from ${fit.rows} rows; ${outside} of their cells lie outside.`,
    );
    if (flat.length > 0)
      job.log('warning', `Most values of ${nameList(flat)} are equal or missing, so nothing there counts as far out.`);
    return { columns };
  },
};

/** Cells of train rows beyond the bounds of their columns; a column without a bound has none. */
async function countOutside(job: Job, learned: OutlierState['columns']): Promise<number> {
  const fit = requireFit(job);
  const counts: string[] = [];
  const cells: string[] = [];
  for (const { name, low, high } of learned) {
    const x = `x${counts.length}`;
    const beyond = [...(low === null ? [] : [`${x} < ${low}`]), ...(high === null ? [] : [`${x} > ${high}`])];
    if (beyond.length === 0) continue;
    counts.push(`count(*) FILTER (${beyond.join(' OR ')})`);
    cells.push(`${entrySql(name, requireColumn(fit.meta.columns, name, job.title).sqlType)} AS ${x}`);
  }
  if (counts.length === 0) return 0;
  const found = await job.session.numbers(
    `SELECT ${counts.join(' + ')} AS outside FROM (SELECT ${cells.join(', ')} FROM ${fit.relation})`,
  );
  return found.outside ?? 0;
}

/**
 * Whole numbers beyond 2^53 are missing to an expression: to clip them would take them out without a word. A column without
 * a bound is left as it is, whatever it holds.
 */
async function requireClippable(job: Job, learned: OutlierState['columns']): Promise<void> {
  const table = requireTable(job, 'table');
  const types = new Map(table.meta.columns.map((column) => [column.name, column.type]));
  for (const { name, low, high } of learned) {
    if (types.get(name) !== 'integer' || (low === null && high === null)) continue;
    const cell = `CAST(${quoteName(name)} AS HUGEINT)`;
    const found = await job.session.numbers(
      `SELECT count(*) AS far, min(__row) AS first FROM ${table.relation} WHERE abs(${cell}) > ${Number.MAX_SAFE_INTEGER}`,
    );
    if ((found.far ?? 0) > 0) throw tooFar(job.title, { name, far: found.far ?? 0, row: (found.first ?? 0) + 1 });
  }
}

function tooFar(title: string, { name, far, row }: { name: string; far: number; row: number }): PipelineError {
  const count = `${far} ${far === 1 ? 'whole number' : 'whole numbers'}`;
  return new PipelineError({
    code: 'whole-number-too-large',
    family: 'pipeline',
    place: `${title} › columns`,
    seen: `${count} beyond 9,007,199,254,740,991 in "${name}", the first in row ${row}`,
    expected: 'whole numbers that can be compared exactly',
    next: 'Cast it to number before, or take it out of the columns here if it is an id.',
    column: name,
  });
}

/**
 * Very large numbers are made smaller first, by a power of two, or their squares would be too large for a number. How large
 * they are is asked together with the quantiles, which bear all of them.
 */
async function learnBounds({ params, session }: Pick<Job, 'params' | 'session'>, from: string): Promise<Bounds | null> {
  const largest = { top: 'max(abs(x))' };
  const measures = measuresOf(params);
  const quantiles = measures.quantiles ?? {};
  const { top, ...first } = await session.numbers(figuresSql({ from, figures: largest, quantiles }));
  const scale = typeof top === 'number' && top > 1e100 ? 2 ** Math.floor(Math.log2(top)) : 1;
  const scaled = scale === 1 ? from : `(SELECT x / CAST('${scale}' AS DOUBLE) AS x FROM ${from})`;
  const isLearned = scale === 1 && measures.quantiles !== undefined;
  const found = isLearned ? first : await session.numbers(figuresSql({ from: scaled, ...measures }));
  const bounds = boundsOf(params, found);
  if (bounds === null) return null;
  return { low: finite(bounds.low * scale), high: finite(bounds.high * scale) };
}

/** Bounds with no whole number between them would turn every cell of whole numbers into an outlier. */
function isBetweenWholes(bounds: Bounds | null): boolean {
  if (bounds === null || bounds.low === null || bounds.high === null) return false;
  return Math.ceil(bounds.low) > Math.floor(bounds.high);
}

/** A bound beyond all numbers is none. */
function finite(bound: number): number | null {
  return Number.isFinite(bound) ? bound : null;
}

/** The two figures the bounds are made of. */
function measuresOf({ method, share }: Params): Omit<Parameters<typeof figuresSql>[0], 'from'> {
  switch (method) {
    case 'iqr':
      return { quantiles: { a: 0.25, b: 0.75 } };
    case 'z':
      return { figures: { a: 'avg(x)', b: 'stddev_pop(x)' } };
    case 'quantile':
      return { quantiles: { a: share, b: 1 - share } };
  }
}

/** Null where there is no spread: then every other value would count as an outlier. */
function boundsOf(params: Params, found: Record<string, number | null>): { low: number; high: number } | null {
  const { a, b } = found;
  if (typeof a !== 'number' || typeof b !== 'number' || !Number.isFinite(a) || !Number.isFinite(b)) return null;
  switch (params.method) {
    case 'iqr':
      return a === b ? null : { low: a - params.distance * (b - a), high: b + params.distance * (b - a) };
    case 'z':
      return b === 0 ? null : { low: a - params.deviations * b, high: a + params.deviations * b };
    case 'quantile':
      return a === b ? null : { low: a, high: b };
  }
}
