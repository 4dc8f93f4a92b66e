import { artifactHashSchema, type RunId, runIdSchema } from '@millrace/pipeline-core/ids';
import { bestFirst, goalOfMetric, stoppedEarlySchema } from '@millrace/pipeline-core/search';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRows, sql, toJsonText } from '../raw-query';

/** Of each kind of model in a search so many models stay; of the others what was found out is kept. */
const keptModels = 10;
/** So many kinds of models of searches are looked at together. */
const mostKinds = 200;

const heldModelSchema = z.object({
  runId: runIdSchema,
  idx: z.int(),
  number: z.int(),
  metricName: z.string().nullable(),
  metric: z.number().nullable(),
  stopped: stoppedEarlySchema.nullable(),
  hash: artifactHashSchema,
  candidate: z.boolean(),
});
type HeldModel = z.output<typeof heldModelSchema>;
const kindSchema = z.object({ held: z.array(heldModelSchema) });

/**
 * Lets go of the models of trials that nobody will ask for, of runs that ended before a time: their files are held by the
 * lineage of those runs. Only searches that came to a decision: one that was stopped or failed goes on with the trials it
 * has, whenever it is started again. The best of each kind of model stay, in the order in which people see them
 * (`bestFirst`), and so do candidates. Settings, figures and curves of all trials are kept. The models of so many trials at
 * a time; how many uses of them were let go.
 */
export async function releaseTrialModels(db: Db, { before, limit }: { before: Date; limit: number }): Promise<number> {
  const kinds = await listHeldModels(db, before);
  const due = kinds.flatMap(({ held }) => beyondBest(held)).slice(0, limit);
  if (due.length === 0) return 0;
  const uses = toJsonText(due.map(({ runId, idx, hash }) => ({ run: runId, idx, hash })));
  return db.prisma.$executeRaw(
    sql`delete from artifact_use u using jsonb_to_recordset(${uses}::jsonb) as d(run uuid, idx int, hash text)
        where u.run_id = d.run and u.port = 'model' and u.hash = d.hash
          and ((u.dir = 'out' and u.idx = d.idx) or (u.dir = 'in' and u.from_idx = d.idx))
          and not exists (select 1 from candidate c join run r on r.id = d.run
            where c.project_id = r.project_id and c.model_hash = d.hash)`,
  );
}

function beyondBest(held: readonly HeldModel[]): { runId: RunId; idx: number; hash: string }[] {
  const metric = held.find(({ metricName }) => metricName !== null)?.metricName ?? '';
  const surplus = bestFirst(held, goalOfMetric(metric)).slice(keptModels);
  return surplus.filter(({ candidate }) => !candidate);
}

/** The kinds of models of decided searches of which more are held than stay, with all those. */
async function listHeldModels(db: Db, before: Date): Promise<z.output<typeof kindSchema>[]> {
  return queryRows(
    db,
    kindSchema,
    sql`with decided as (
          select t.run_id, t.step, r.project_id
          from (select distinct run_id, step from trial) t join run r on r.id = t.run_id and r.finished_at < ${before}
          where (select bool_and(d.status in ('succeeded', 'cached')) from step_run d
            where d.run_id = t.run_id and d.spec->>'step' = t.step and d.spec->'trial' is null
              and d.spec->'inside' is null)),
        held as (
          select t.run_id, t.idx, t.step, t.trainer, t.number, t.metric_name, t.metric, t.model_hash, t.artifact_hash,
            exists (select 1 from candidate c
              where c.project_id = d.project_id and c.model_hash = t.model_hash) as candidate
          from trial t join decided d on d.run_id = t.run_id and d.step = t.step
          where t.model_hash is not null and exists (select 1 from artifact_use u
            where u.run_id = t.run_id and u.idx = t.idx and u.dir = 'out' and u.port = 'model'))
        select jsonb_agg(jsonb_build_object('runId', h.run_id, 'idx', h.idx, 'number', h.number,
            'metricName', h.metric_name, 'metric', h.metric, 'stopped', a.inline->'stopped', 'hash', h.model_hash,
            'candidate', h.candidate)) as held
        from held h left join artifact a on a.hash = h.artifact_hash
        group by h.run_id, h.step, h.trainer
        having count(*) > ${keptModels} and count(*) filter (where not h.candidate) > 0
        order by count(*) filter (where not h.candidate) desc limit ${mostKinds}`,
  );
}
