import { type ProjectId, type RunId, type StepId, stepIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRow, queryRows, sql } from '../raw-query';

export const stepAskSchema = z.enum(['finish']);
/** `finish`: stop soon and keep the best so far. */
export type StepAsk = z.output<typeof stepAskSchema>;

/** `not-open`: no copy of the step is still to end in this run. */
export type AskAnswer = 'asked' | 'no-run' | 'not-open';

/**
 * Asks something of a step of a run, as it is drawn: all its copies that are still to end are meant, those too that have not
 * begun. Workers read it with each heartbeat; the notification makes it sooner. Asking again changes nothing.
 */
export async function askStep(
  db: Db,
  ask: { projectId: ProjectId; runId: RunId; step: string; kind: StepAsk; actor: string },
): Promise<AskAnswer> {
  const row = await queryRow(
    db,
    z.object({ known: z.boolean(), open: z.boolean(), told: z.number() }),
    sql`with r as (
          select id from run where id = ${ask.runId}::uuid and project_id = ${ask.projectId}::uuid
        ), open as (
          select r.id from r where exists (
            select 1 from step_run s where s.run_id = r.id and s.spec->>'step' = ${ask.step}
              and s.status in ('waiting', 'held', 'ready', 'running'))
        ), asked as (
          insert into step_ask (run_id, step, kind, actor) select id, ${ask.step}, ${ask.kind}, ${ask.actor} from open
          on conflict do nothing
        ), told as (
          select pg_notify('mr_finish', id::text) from open
        )
        select exists (select 1 from r) as known, exists (select 1 from open) as open,
               (select count(*)::int from told) as told`,
  );
  if (row === null || !row.known) return 'no-run';
  return row.open ? 'asked' : 'not-open';
}

/** Whether somebody asked this of the step that this one is a copy of. */
export async function wasAsked(db: Db, of: { runId: RunId; idx: number; kind: StepAsk }): Promise<boolean> {
  const row = await queryRow(
    db,
    z.object({ asked: z.boolean() }),
    sql`select exists (
          select 1 from step_ask a join step_run s on s.run_id = a.run_id and s.spec->>'step' = a.step
          where a.run_id = ${of.runId}::uuid and s.idx = ${of.idx} and a.kind = ${of.kind}) as asked`,
  );
  return row?.asked ?? false;
}

/** The drawn steps of a run that were asked to finish with the best so far. */
export async function listAskedSteps(db: Db, of: { runId: RunId }): Promise<StepId[]> {
  const rows = await queryRows(
    db,
    z.object({ step: stepIdSchema }),
    sql`select distinct step from step_ask where run_id = ${of.runId}::uuid and kind = 'finish' order by step`,
  );
  return rows.map(({ step }) => step);
}

/** Types of the copies of a drawn step in a run of the project; none when it has no such step. */
export async function listTypesOfStep(
  db: Db,
  of: { projectId: ProjectId; runId: RunId; step: string },
): Promise<string[]> {
  const rows = await queryRows(
    db,
    z.object({ type: z.string() }),
    sql`select distinct spec->>'type' as type from step_run
        where run_id = ${of.runId}::uuid and project_id = ${of.projectId}::uuid and spec->>'step' = ${of.step}`,
  );
  return rows.map(({ type }) => type);
}
