import {
  type Database,
  findCachedSteps,
  getPipeline,
  getTrigger,
  listExecutorCode,
  listRuns,
  saveVersion,
  settleTrigger,
  startRun,
  type TriggerEvent,
} from '@millrace/db';
import { PipelineError, toErrorReport } from '@millrace/pipeline-core/errors';
import { jsonSchema } from '@millrace/pipeline-core/json';
import { planRun, type RunPlan } from '@millrace/pipeline-core/plan';
import { resolveReferences } from './resolve-references';

/**
 * Starts the run a trigger asks for. While the pipeline has an open run the trigger waits: the end of that run brings
 * it back. A pipeline that cannot run settles the trigger with the reason; anything else is tried again.
 */
export async function startTriggeredRun(db: Database, triggerId: string): Promise<'started' | 'waits' | 'settled'> {
  const trigger = await getTrigger(db, triggerId);
  if (trigger === null || trigger.runId !== null || trigger.error !== null) return 'settled';
  const { projectId, pipelineId } = trigger;
  const [open] = await listRuns(db, { projectId, pipelineId, status: 'running', limit: 1 });
  if (open !== undefined) return 'waits';
  try {
    await start(db, trigger);
    return 'started';
  } catch (error) {
    if (!(error instanceof PipelineError) || error.family !== 'pipeline') throw error;
    await settleTrigger(db, { id: trigger.id, error: toErrorReport(error, 'Scheduled run') });
    return 'settled';
  }
}

async function start(db: Database, trigger: TriggerEvent): Promise<void> {
  const { projectId, pipelineId } = trigger;
  const pipeline = await getPipeline(db, { projectId, id: pipelineId });
  if (pipeline === null) throw problem('no such pipeline', 'It was deleted: delete what triggers it too.', 'Pipeline');
  const code = await listExecutorCode(db);
  const plan = await planRun({
    document: pipeline.document,
    references: await resolveReferences(db, { projectId, document: pipeline.document }),
    codeHashes: Object.fromEntries(code.map(({ type, codeHash }) => [type, codeHash])),
    lookup: async (fingerprint) =>
      (await findCachedSteps(db, { projectId, fingerprints: [fingerprint] })).get(fingerprint)?.outputs ?? null,
  });
  refuseBadPlan(plan, pipeline.name);
  const { steps, edges, items, leftOut, summary } = plan;
  await db.transaction(async (tx) => {
    const version = await saveVersion(tx, { pipelineId, document: pipeline.document, createdBy: trigger.startedBy });
    const { runId } = await startRun(tx, {
      projectId,
      requestKey: trigger.requestKey,
      pipelineId,
      versionId: version.id,
      trigger: trigger.trigger,
      startedBy: trigger.startedBy,
      plan: jsonSchema.parse(JSON.parse(JSON.stringify({ items, leftOut, summary }))), // drops fields that are undefined
      steps,
      edges,
    });
    await settleTrigger(tx, { id: trigger.id, runId });
  });
}

function refuseBadPlan(plan: RunPlan, name: string): void {
  const error = plan.issues.find((issue) => issue.severity === 'error');
  if (error !== undefined) throw problem(error.message, 'Open the Problems panel of the editor.', name);
  if (plan.steps.length === 0) throw problem('no step that can run', 'Add a step, for example a dataset.', name);
}

function problem(seen: string, next: string, place: string): PipelineError {
  return new PipelineError({
    code: 'cannot-run',
    family: 'pipeline',
    place,
    seen,
    expected: 'a pipeline that can run',
    next,
  });
}
