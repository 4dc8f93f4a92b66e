import type { StoredColumn } from '@millrace/pipeline-core/features';
import { anova, contingencyTest, correlationTest, mutualInformation } from '@millrace/pipeline-core/stats';
import type { FeatureScore } from '@millrace/pipeline-core/steps';
import { textSql } from '../../data/read-columns';
import { quoteText } from '../../data/sql-text';
import { forestParamsSchema } from '../../runtimes/forest/params';
import { forestRuntime } from '../../runtimes/forest/runtime';
import { plainFitContext } from '../../runtimes/plain-fit-context';
import { requireFit } from '../require-fit';
import { readTraining } from '../train/training-rows';
import { countTogether } from './count-together';
import { type Judged, type JudgedTarget, numberSql, type SelectJob } from './judged';

/** A score for every feature, by the method of the step; the reason where it has none. */
export async function scoreFeatures(job: SelectJob, { columns, target }: Judged): Promise<FeatureScore[]> {
  if (job.params.method === 'trees') return byTrees(job, columns);
  const scores: FeatureScore[] = [];
  for (const [at, column] of columns.entries()) {
    job.signal.throwIfAborted();
    scores.push(target === null ? await byVariance(job, column) : await byTarget(job, column, target));
    job.progress({ done: at + 1, total: columns.length });
  }
  return scores;
}

function byTarget(job: SelectJob, column: StoredColumn, target: JudgedTarget): Promise<FeatureScore> {
  switch (job.params.method) {
    case 'chi-squared':
    case 'mutual-information':
      return byCounts(job, column, target);
    case 'anova':
      return byMeans(job, column, target);
    case 'correlation':
      return byCorrelation(job, column, target);
    case 'variance':
    case 'trees':
      return byVariance(job, column);
  }
}

function isText({ type }: StoredColumn): boolean {
  return type === 'text';
}

async function byVariance(job: SelectJob, column: StoredColumn): Promise<FeatureScore> {
  const feature = column.name;
  if (isText(column)) return { feature, unjudged: 'A text has no variance' };
  const { v } = await job.session.numbers(`SELECT var_pop(${numberSql(column)}) AS v FROM ${requireFit(job).relation}`);
  return { feature, score: finite(v) };
}

async function byCounts(job: SelectJob, column: StoredColumn, target: JudgedTarget): Promise<FeatureScore> {
  const table = await countTogether(job, { column, target });
  const feature = column.name;
  if (job.params.method === 'mutual-information') return { feature, score: mutualInformation(table) };
  const { statistic, p } = contingencyTest(table);
  return { feature, score: finite(statistic), p };
}

/** One-way analysis of variance of the number by the class; of a number as the target by the category, or the line through both. */
async function byMeans(job: SelectJob, column: StoredColumn, target: JudgedTarget): Promise<FeatureScore> {
  const feature = column.name;
  const { relation } = requireFit(job);
  if (target.classes === null && !isText(column)) {
    const { r, n } = await job.session.numbers(
      `SELECT corr(x, y) AS r, count(*) FILTER (x IS NOT NULL AND y IS NOT NULL) AS n
         FROM (SELECT ${numberSql(column)} AS x, ${numberSql(target.column)} AS y FROM ${relation})`,
    );
    const test = correlationTest(r ?? Number.NaN, n ?? 0);
    return test === null ? { feature, score: 0, p: 1 } : { feature, score: test.f, p: test.p };
  }
  if (target.classes !== null && isText(column))
    return { feature, unjudged: 'F compares means, and a text has none; chi-squared can judge it' };
  const [number, group] = target.classes === null ? [target.column, column] : [column, target.column];
  const found = await job.session.query(
    `SELECT count(x)::DOUBLE AS rows, avg(x) AS mean, var_pop(x) AS variance
       FROM (SELECT ${numberSql(number)} AS x, ${textSql(group)} AS g FROM ${relation})
      WHERE g IS NOT NULL AND x IS NOT NULL GROUP BY g ORDER BY g`,
  );
  const test = anova(
    found.map(({ rows, mean, variance }) => ({ rows: Number(rows), mean: Number(mean), variance: Number(variance) })),
  );
  return test === null ? { feature, score: 0, p: 1 } : { feature, score: test.f, p: test.p };
}

/** Pearson's r without its sign; of several classes the largest of each against the rest. */
async function byCorrelation(job: SelectJob, column: StoredColumn, target: JudgedTarget): Promise<FeatureScore> {
  const feature = column.name;
  if (isText(column)) return { feature, unjudged: 'A text has no correlation' };
  const { relation } = requireFit(job);
  const label = textSql(target.column);
  const ys =
    target.classes === null
      ? [numberSql(target.column)]
      : target.classes.map(
          (name) => `CASE WHEN ${label} IS NOT NULL THEN CAST(${label} = ${quoteText(name)} AS DOUBLE) END`,
        );
  const cells = ys.map((y, at) => `corr(${numberSql(column)}, ${y}) AS r${at}`);
  const found = await job.session.numbers(`SELECT ${cells.join(', ')} FROM ${relation}`);
  return { feature, score: Math.max(0, ...Object.values(found).map((r) => Math.abs(finite(r)))) };
}

/** Share of the gain of small boosted trees (runtimes/forest). */
async function byTrees(job: SelectJob, columns: readonly StoredColumn[]): Promise<FeatureScore[]> {
  const wanted = new Set(columns.map(({ name }) => name));
  const training = await readTraining(job, { task: job.params.task, categories: true });
  const features = training.train.features.filter(({ name }) => wanted.has(name));
  const seed = job.params.seed ?? job.seed;
  const { importance } = await forestRuntime.fit({
    params: forestParamsSchema.parse({ rounds: 100, leaves: 15, earlyStoppingRounds: 0 }),
    train: { ...training.train, features },
    validation: null,
    context: plainFitContext({
      seed,
      signal: job.signal,
      progress: ({ done, total }) => job.progress({ done, total }),
    }),
  });
  const gains = new Map(importance.map(({ feature, value }) => [feature, value]));
  const read = new Set(features.map(({ name }) => name));
  return columns.map(({ name }) =>
    read.has(name)
      ? { feature: name, score: gains.get(name) ?? 0 }
      : { feature: name, unjudged: 'Trees do not read it' },
  );
}

function finite(value: number | null | undefined): number {
  return value !== null && value !== undefined && Number.isFinite(value) ? value : 0;
}
