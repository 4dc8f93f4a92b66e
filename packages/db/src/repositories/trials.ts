import { artifactHashSchema, type ProjectId, type RunId, runIdSchema, stepIdSchema } from '@millrace/pipeline-core/ids';
import type { FitEnvironment } from '@millrace/pipeline-core/release';
import { settingsSchema, stoppedEarlySchema, trialOutcomeSchema } from '@millrace/pipeline-core/search';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRow, queryRows, sql, toJsonText } from '../raw-query';

/** A fit of a search as lists show it. */
const trialRowSchema = z.object({
  /** The run that fitted it, which may be an earlier one than that it is listed for. */
  runId: runIdSchema,
  idx: z.int(),
  step: stepIdSchema,
  number: z.int(),
  round: z.int(),
  trainer: z.string(),
  state: trialOutcomeSchema.shape.state,
  params: settingsSchema,
  metricName: z.string().nullable(),
  metric: z.number().nullable(),
  rows: z.int().nullable(),
  modelHash: artifactHashSchema.nullable(),
  error: z.string().nullable(),
  /** It was not fitted to its end, as others were better at the same step. */
  stopped: stoppedEarlySchema.nullable(),
  seconds: z.number().nullable(),
});
export type TrialRow = z.output<typeof trialRowSchema>;

/**
 * Keeps what came of trials: the one fitted by step `idx`, or all those that step `idx` decided between, also those that
 * were taken from the cache. What is kept already stays as it is. `environment`: where the one trial was fitted, `seconds`:
 * what its fit took; without it, what its step took.
 */
export async function recordTrials(
  db: Db,
  o: {
    runId: RunId;
    idx: number;
    of: 'trial' | 'search';
    environment?: FitEnvironment | undefined;
    seconds?: number | undefined;
  },
): Promise<void> {
  const which =
    o.of === 'trial'
      ? sql`s.idx = ${o.idx}`
      : sql`s.spec->>'step' = (select d.spec->>'step' from step_run d where d.run_id = s.run_id and d.idx = ${o.idx})`;
  await db.prisma.$executeRaw(
    sql`insert into trial (run_id, idx, step, number, round, trainer, state, params, metric_name, metric, rows,
          model_hash, error, artifact_hash, seconds, environment)
        select s.run_id, s.idx, s.spec->>'step', (a.inline->>'number')::int, (a.inline->>'round')::int,
          a.inline->>'trainer', a.inline->>'state', a.inline->'params', a.inline->'judged'->>'name',
          (a.inline->'judged'->>'value')::double precision, (a.inline->'judged'->>'rows')::int, a.inline->>'model',
          a.inline->'error'->>'message', a.hash,
          case when s.status = 'cached' then null
            else coalesce(${o.seconds ?? null}::double precision, extract(epoch from s.finished_at - s.leased_at)) end,
          ${o.environment === undefined ? null : toJsonText(o.environment)}::jsonb
        from step_run s
        join artifact_use u on u.run_id = s.run_id and u.idx = s.idx and u.dir = 'out' and u.port = 'trial'
        join artifact a on a.hash = u.hash
        where s.run_id = ${o.runId}::uuid and s.spec->'trial' is not null and a.inline is not null and ${which}
        on conflict (run_id, idx) do nothing`,
  );
}

/** The trials of a run by the order of their steps, fitted by it or taken from the cache. */
export async function listTrials(db: Db, { runId }: { runId: RunId }): Promise<TrialRow[]> {
  return queryRows(
    db,
    trialRowSchema,
    sql`select distinct on (u.idx) t.run_id as "runId", u.idx, s.spec->>'step' as step, t.number, t.round, t.trainer,
          t.state, t.params, t.metric_name as "metricName", t.metric, t.rows, t.model_hash as "modelHash", t.error,
          a.inline->'stopped' as stopped, t.seconds
        from artifact_use u
        join artifact a on a.hash = u.hash
        join step_run s on s.run_id = u.run_id and s.idx = u.idx
        join run r on r.id = u.run_id
        join trial t on t.artifact_hash = u.hash
        join run f on f.id = t.run_id and f.project_id = r.project_id
        where u.run_id = ${runId}::uuid and u.dir = 'out' and u.port = 'trial'
        order by u.idx, (t.run_id = u.run_id) desc, t.run_id`,
  );
}

/** What a search tried for the kind of model of a candidate that it found, by number; of what no search found, none. */
export async function listTrialsOf(db: Db, o: { projectId: ProjectId; candidateId: string }): Promise<TrialRow[]> {
  return queryRows(
    db,
    trialRowSchema,
    sql`select t.run_id as "runId", t.idx, t.step, t.number, t.round, t.trainer, t.state, t.params,
          t.metric_name as "metricName", t.metric, t.rows, t.model_hash as "modelHash", t.error, a.inline->'stopped' as stopped,
          t.seconds
        from candidate c join step_run s on s.run_id = c.run_id and s.idx = c.idx
        join trial t on t.run_id = c.run_id and t.step = s.spec->>'step' and t.trainer = c.step_type
        left join artifact a on a.hash = t.artifact_hash
        where c.id = ${o.candidateId}::uuid and c.project_id = ${o.projectId}::uuid and s.spec->'trial' is null
          and t.state <> 'skipped'
        order by t.number`,
  );
}

/** Whether another trial of the same search has been fitted, of another type than `except`; `idx` is the trial that asks. */
export async function hasFittedTrial(
  db: Db,
  { runId, idx, except }: { runId: RunId; idx: number; except: readonly string[] },
): Promise<boolean> {
  const row = await queryRow(
    db,
    z.object({ fitted: z.boolean() }),
    sql`select exists (
          select 1 from step_run own
          join step_run s on s.run_id = own.run_id and s.spec->>'step' = own.spec->>'step' and s.idx <> own.idx
            and s.spec->'fold' is not distinct from own.spec->'fold'
            and s.spec->'inside' is not distinct from own.spec->'inside' and s.status in ('succeeded', 'cached')
            and s.spec->>'type' <> all(${[...except]}::text[])
          join artifact_use u on u.run_id = s.run_id and u.idx = s.idx and u.dir = 'out' and u.port = 'trial'
          join artifact a on a.hash = u.hash and a.inline->>'state' = 'done'
          where own.run_id = ${runId}::uuid and own.idx = ${idx}) as fitted`,
  );
  return row?.fitted === true;
}
