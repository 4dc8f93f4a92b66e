import {
  type Database,
  type Db,
  findSourceOfPipeline,
  getPipeline,
  getTrigger,
  listRuns,
  listWaitingTriggers,
  lockPipeline,
  lockTrigger,
  type Pipeline,
  planPipelineRun,
  rightsOfActor,
  settleTrigger,
  startPlannedRun,
  type TriggerEvent,
} from '@millrace/db';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { canonicalJson } from '@millrace/pipeline-core/json';

export type TriggerOutcome = 'started' | 'waits' | 'settled';

/**
 * Starts the run a trigger asks for. While the pipeline has an open run the trigger waits: the end of that run brings
 * it back. A pipeline that cannot run settles the trigger with the reason; anything else is tried again.
 */
export async function startTriggeredRun(db: Database, triggerId: string): Promise<TriggerOutcome> {
  for (;;) {
    const trigger = await getTrigger(db, triggerId);
    if (trigger === null || isSettled(trigger)) return 'settled';
    if (await mustWait(db, trigger)) return 'waits';
    const pipeline = await getPipeline(db, { projectId: trigger.projectId, id: trigger.pipelineId });
    if (pipeline === null) {
      await settleTrigger(db, { id: trigger.id, error: pipelineGone });
      return 'settled';
    }
    const outcome = await start(db, { trigger, pipeline });
    if (outcome !== 'changed') return outcome;
  }
}

async function start(
  db: Database,
  { trigger, pipeline }: { trigger: TriggerEvent; pipeline: Pipeline },
): Promise<TriggerOutcome | 'changed'> {
  const { projectId, startedBy, request } = trigger;
  const may = await rightsOfActor(db, { projectId, actor: startedBy });
  const plan = await planPipelineRun(db, {
    projectId,
    pipelineId: pipeline.id,
    document: pipeline.document,
    may,
    request,
  });
  return db.transaction(async (tx) => {
    // Two triggers of one pipeline at once: the second one waits here and then sees the run of the first.
    await lockPipeline(tx, { projectId, id: pipeline.id });
    const now = await lockTrigger(tx, trigger.id);
    if (now === null || isSettled(now)) return 'settled';
    // What joined it since it was planned may be about data that the plan has not seen: it is planned again.
    if (canonicalJson(now.request) !== canonicalJson(request)) return 'changed';
    if (await mustWait(tx, trigger)) return 'waits';
    const { requestKey, trigger: kind } = trigger;
    const started = await startPlannedRun(tx, { projectId, pipeline, plan, requestKey, trigger: kind, startedBy, may });
    if (!started.ok && started.error.family !== 'pipeline') throw new PipelineError(started.error);
    const end = started.ok ? { runId: started.value.runId } : { error: started.error };
    await settleTrigger(tx, { id: trigger.id, ...end });
    return started.ok ? 'started' : 'settled';
  });
}

function isSettled({ runId, error }: TriggerEvent): boolean {
  return runId !== null || error !== null;
}

/** One run of a pipeline at a time, in the order they were asked for; a source may allow several at once. */
async function mustWait(db: Db, trigger: TriggerEvent): Promise<boolean> {
  const { projectId, pipelineId } = trigger;
  const source = await findSourceOfPipeline(db, { projectId, pipelineId });
  if (source?.policy.parallelRuns === true) return false;
  if (await hasOpenRun(db, trigger)) return true;
  const [first] = await listWaitingTriggers(db, { projectId, pipelineId });
  return first !== undefined && first.id !== trigger.id;
}

async function hasOpenRun(db: Db, { projectId, pipelineId }: TriggerEvent): Promise<boolean> {
  return (await listRuns(db, { projectId, pipelineId, status: 'running', limit: 1 })).length > 0;
}

const pipelineGone = new PipelineError({
  code: 'pipeline-gone',
  family: 'pipeline',
  place: 'Pipeline',
  seen: 'no such pipeline',
  expected: 'a pipeline that can run',
  next: 'It was deleted: delete what triggers it too.',
}).report;
