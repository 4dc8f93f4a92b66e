import type { Right } from '@millrace/pipeline-core/access';
import type { PipelineDocument } from '@millrace/pipeline-core/document';
import type { PipelineId, ProjectId, StepId } from '@millrace/pipeline-core/ids';
import { planRun, type RunPlan } from '@millrace/pipeline-core/plan';
import type { TriggerRequest } from '@millrace/pipeline-core/sources';
import type { Db } from '../client';
import { listExecutorCode } from '../repositories/executor-code';
import { findCachedSteps } from '../repositories/step-cache';
import { listWorkerSlots } from '../repositories/workers';
import { lastTimes, timeKey } from './last-times';
import { type ResolvedReferences, resolveReferences } from './resolve-references';

export type PlanRequest = {
  projectId: ProjectId;
  pipelineId: PipelineId;
  document: PipelineDocument;
  /** What whoever starts the run may do. */
  may(right: Right): boolean;
  targetStep?: StepId;
  force?: 'all' | readonly StepId[];
  /** What the trigger asked for beside running. */
  request?: TriggerRequest | null;
  /** By step and name of the reference: what is read whatever is there by now, as an earlier run read it. */
  pinned?: ResolvedReferences['references'];
};

/** What a run of this drawing would do now: looked up in the cache of the project, compared with the last time each step ran. */
export async function planPipelineRun(db: Db, request: PlanRequest): Promise<RunPlan> {
  const { projectId, pipelineId, request: asked = null, pinned = {}, ...options } = request;
  const steps = Object.values(request.document.steps).map(({ id }) => id);
  const [resolved, code, previous, workers] = await Promise.all([
    resolveReferences(db, { projectId, document: request.document, request: asked }),
    listExecutorCode(db),
    lastTimes(db, { projectId, pipelineId, steps }),
    listWorkerSlots(db),
  ]);
  return planRun({
    ...options,
    references: { ...resolved.references, ...pinned },
    gone: Object.fromEntries(Object.entries(resolved.gone).filter(([step]) => !(step in pinned))),
    workers,
    codeHashes: Object.fromEntries(code.map(({ type, codeHash }) => [type, codeHash])),
    async lookup(fingerprints) {
      const cached = await findCachedSteps(db, { projectId, fingerprints });
      return new Map([...cached].map(([fingerprint, { outputs }]) => [fingerprint, outputs]));
    },
    previous: async (step, copy) => previous.get(timeKey(step, copy)) ?? null,
  });
}
