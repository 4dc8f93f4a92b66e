import { type ProjectId, runIdSchema } from '@millrace/pipeline-core/ids';
import type { ListClause } from '@millrace/pipeline-core/tracking';
import { z } from 'zod';
import type { Db } from '../client';
import { Prisma } from '../generated/client';
import { queryRow, queryRows, sql } from '../raw-query';
import { type FigureRule, type ListSort, listCondition, listOrder, type RuleOf } from './run-list-filters';

/** Which runs of a project: those that all comparisons let through, with what a figure means in them. */
export type ListQuery = { projectId: ProjectId; filter: readonly ListClause[]; rules: RuleOf };

/** So many rows a list has at most; the page says so when there are more. */
export const mostListed = 50_000;

/** Rows `r` of the project that all comparisons let through. */
export function runListConditions({ projectId, filter, rules }: ListQuery): Prisma.Sql {
  return Prisma.join(
    [
      sql`r.project_id = ${projectId}::uuid`,
      // Models that hybrid runs of a search for a cause made are looked at on its page.
      sql`r.id not in (select h.id from hybrid_candidate h where h.project_id = ${projectId}::uuid)`,
      ...filter.map((clause) => listCondition(clause, rules)),
    ],
    ' and ',
  );
}

/** Ids of the rows in their order, `mostListed` at most. Missing values come last, equal ones by start, newest first. */
export async function orderRunList(db: Db, o: ListQuery & { sort: ListSort; limit?: number }): Promise<string[]> {
  const row = await queryRow(
    db,
    z.object({ ids: z.string() }),
    sql`select coalesce(string_agg(o.id::text, ',' order by o.place), '') as ids from (
          select r.id, row_number() over (order by ${listOrder(o.sort, o.rules)}, r.started_at desc, r.id) as place
          from run_list r where ${runListConditions(o)}) o
        where o.place <= ${o.limit ?? mostListed}`,
  );
  return row === null || row.ids === '' ? [] : row.ids.split(',');
}

/** How many rows there are, and how many of them still run. */
export async function countRunList(db: Db, o: ListQuery): Promise<{ total: number; running: number }> {
  const row = await queryRow(
    db,
    z.object({ total: z.number(), running: z.number() }),
    sql`select count(*)::int as total, (count(*) filter (where r.state = 'running'))::int as running
        from run_list r where ${runListConditions(o)}`,
  );
  return row ?? { total: 0, running: 0 };
}

const paramColumn = z.object({
  key: z.string(),
  rows: z.number(),
  differs: z.boolean(),
  /** Which step types trained the rows that have it; null stands for runs that a program logged. */
  types: z.array(z.string().nullable()),
});
const keyColumn = z.object({ key: z.string(), rows: z.number() });
export type RunListColumns = {
  params: z.output<typeof paramColumn>[];
  metrics: z.output<typeof keyColumn>[];
  tags: z.output<typeof keyColumn>[];
};

/** So many keys of a kind are told at most, those of most rows first. */
const mostKeys = 500;

/** Which parameters, figures and tags the rows have, most common first; a parameter differs where two rows have two values. */
export async function describeRunList(db: Db, o: ListQuery): Promise<RunListColumns> {
  const picked = sql`(select r.id, r.step_type from run_list r where ${runListConditions(o)} offset 0) r`;
  const last = sql`group by k.key order by rows desc, k.key limit ${mostKeys}`;
  const [params, metrics, tags] = await Promise.all([
    queryRows(
      db,
      paramColumn,
      sql`select k.key, sum(k.rows)::int as rows, min(k.least) <> max(k.greatest) as differs,
            array_agg(k.step_type order by k.rows desc, k.step_type) as types
          from (select p.key, r.step_type, count(*) as rows, min(p.value) as least, max(p.value) as greatest
            from ${picked} join run_param p on p.id = r.id group by p.key, r.step_type) k ${last}`,
    ),
    queryRows(
      db,
      keyColumn,
      sql`select k.key, count(*)::int as rows from ${picked} join run_figure k on k.id = r.id ${last}`,
    ),
    queryRows(
      db,
      keyColumn,
      sql`select k.key, count(*)::int as rows from ${picked} join run_tag k on k.id = r.id ${last}`,
    ),
  ]);
  return { params, metrics, tags };
}

/** Which of these keys any run of the project has as a figure, a parameter or a tag. */
export async function findRunKeys(
  db: Db,
  { projectId, keys }: { projectId: ProjectId; keys: readonly string[] },
): Promise<{ metrics: Set<string>; params: Set<string>; tags: Set<string> }> {
  const has = (view: Prisma.Sql) => sql`exists (select 1 from ${view} v join run_list r on r.id = v.id
    where v.key = w.key and r.project_id = ${projectId}::uuid)`;
  const rows = await queryRows(
    db,
    z.object({ key: z.string(), metric: z.boolean(), param: z.boolean(), tag: z.boolean() }),
    sql`select w.key, ${has(sql`run_figure`)} as metric, ${has(sql`run_param`)} as param, ${has(sql`run_tag`)} as tag
        from unnest(${[...new Set(keys)]}::text[]) w(key)`,
  );
  const of = (side: 'metric' | 'param' | 'tag') => new Set(rows.filter((row) => row[side]).map(({ key }) => key));
  return { metrics: of('metric'), params: of('param'), tags: of('tag') };
}

const listedRunSchema = z.object({
  id: z.string(),
  source: z.enum(['pipeline', 'logged']),
  name: z.string(),
  state: z.enum(['running', 'done', 'failed', 'stopped']),
  startedAt: z.date(),
  endedAt: z.date().nullable(),
  /** What it took, in seconds; null while it runs. */
  seconds: z.number().nullable(),
  author: z.string().nullable(),
  /** The pipeline it was drawn in, or the experiment it was logged to. */
  experiment: z.string().nullable(),
  runId: runIdSchema.nullable(),
  runNumber: z.number().int().nullable(),
  stepType: z.string().nullable(),
  model: z.string().nullable(),
  data: z.string().nullable(),
  /** Of a model that a search found: how many settings it tried for this kind of model; else 0. */
  trials: z.number(),
});

// Figures go as text: JSON knows no NaN.
const number = z.string().transform(Number);
const figureSchema = z.object({
  id: z.string(),
  key: z.string(),
  last: number,
  lastStep: number.nullable(),
  low: number.nullable(),
  lowStep: number.nullable(),
  high: number.nullable(),
  highStep: number.nullable(),
  intervalLow: number.nullable(),
  intervalHigh: number.nullable(),
  /** Of a candidate: whose rows it speaks of, and how many they are. */
  part: z.string().nullable(),
  rows: z.number().nullable(),
});
export type RunFigure = Omit<z.output<typeof figureSchema>, 'id' | 'key'>;

export type ListedRun = z.output<typeof listedRunSchema> & {
  params: Record<string, string>;
  tags: Record<string, string>;
  figures: Record<string, RunFigure>;
};

const keyValue = z.object({ id: z.string(), key: z.string(), value: z.string() });
/** So much of a parameter or a tag is shown in a list. */
const shownLength = 300;

/** These rows with all they show, in the order asked for; those that are not of the project or were deleted are left out. */
export async function readRunList(db: Db, o: { projectId: ProjectId; ids: readonly string[] }): Promise<ListedRun[]> {
  const rows = await queryRows(
    db,
    listedRunSchema,
    sql`select r.id::text as id, r.source, r.name, r.state, r.started_at as "startedAt", r.ended_at as "endedAt",
          r.seconds::float8 as seconds, r.author, r.experiment, r.pipeline_run_id as "runId", r.run_number as "runNumber",
          r.step_type as "stepType", r.model, r.data,
          (select count(*)::int from candidate c join step_run s on s.run_id = c.run_id and s.idx = c.idx
            join trial t on t.run_id = c.run_id and t.step = s.spec->>'step' and t.trainer = c.step_type
            where c.id = r.id and s.spec->'trial' is null and t.state <> 'skipped') as trials
        from run_list r where r.id = any(${[...o.ids]}::uuid[]) and r.project_id = ${o.projectId}::uuid`,
  );
  const ids = sql`any(${rows.map(({ id }) => id)}::uuid[])`;
  const [params, tags, figures] = await Promise.all([
    queryRows(
      db,
      keyValue,
      sql`select id::text as id, key, left(value, ${shownLength}) as value from run_param where id = ${ids} order by key`,
    ),
    queryRows(
      db,
      keyValue,
      sql`select id::text as id, key, left(value, ${shownLength}) as value from run_tag where id = ${ids} order by key`,
    ),
    queryRows(
      db,
      figureSchema,
      sql`select id::text as id, key, last::text as last, last_step::text as "lastStep", low::text as low,
            low_step::text as "lowStep", high::text as high, high_step::text as "highStep",
            interval_low::text as "intervalLow", interval_high::text as "intervalHigh", part, rows
          from run_figure where id = ${ids} order by key`,
    ),
  ]);
  const texts = (of: typeof params, id: string) =>
    Object.fromEntries(of.filter((one) => one.id === id).map(({ key, value }) => [key, value]));
  const found = new Map(
    rows.map((row) => [
      row.id,
      {
        ...row,
        params: texts(params, row.id),
        tags: texts(tags, row.id),
        figures: Object.fromEntries(
          figures.filter((one) => one.id === row.id).map(({ id: _id, key, ...figure }) => [key, figure]),
        ),
      },
    ]),
  );
  return o.ids.flatMap((id) => found.get(id) ?? []);
}

export type { FigureRule, ListSort, RuleOf };
