import type { Right } from '@millrace/pipeline-core/access';
import type { PipelineDocument } from '@millrace/pipeline-core/document';
import type { PipelineId, ProjectId, RunId, StepId } from '@millrace/pipeline-core/ids';
import { inputHashes, type PreviousStep, planRun, type RunPlan } from '@millrace/pipeline-core/plan';
import type { TriggerRequest } from '@millrace/pipeline-core/sources';
import type { Db } from '../client';
import { listExecutorCode } from '../repositories/executor-code';
import { getRun, listRuns } from '../repositories/run-queries';
import { findCachedSteps } from '../repositories/step-cache';
import { listOutputs } from '../repositories/step-runs';
import { resolveReferences } from './resolve-references';

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
};

/** What a run of this drawing would do now: looked up in the cache of the project, compared with the last time each step ran. */
export async function planPipelineRun(db: Db, request: PlanRequest): Promise<RunPlan> {
  const { projectId, pipelineId, request: asked = null, ...options } = request;
  const [resolved, code, previous] = await Promise.all([
    resolveReferences(db, { projectId, document: request.document, request: asked }),
    listExecutorCode(db),
    lastTimes(db, { projectId, pipelineId, document: request.document }),
  ]);
  return planRun({
    ...options,
    ...resolved,
    codeHashes: Object.fromEntries(code.map(({ type, codeHash }) => [type, codeHash])),
    async lookup(fingerprints) {
      const cached = await findCachedSteps(db, { projectId, fingerprints });
      return new Map([...cached].map(([fingerprint, { outputs }]) => [fingerprint, outputs]));
    },
    previous: async (step, fold) => previous.get(keyOf(step, fold)) ?? null,
  });
}

/** How many runs are read: one to a step holds only what that step needs. */
const runsRead = 5;

/** By `keyOf`: the folds of a step were runs of their own. */
type LastTimes = Map<string, PreviousStep>;

function keyOf(step: StepId, fold: number | undefined): string {
  return fold === undefined ? step : `${step}#${fold}`;
}

/** How each step of the drawing went the last time it was part of a run, for reasons in words. */
async function lastTimes(
  db: Db,
  { document, ...key }: { projectId: ProjectId; pipelineId: PipelineId; document: PipelineDocument },
): Promise<LastTimes> {
  const found: LastTimes = new Map();
  const steps = Object.values(document.steps);
  for (const { id } of await listRuns(db, { ...key, limit: runsRead })) {
    if (steps.every((step) => found.has(step.id))) break;
    for (const [step, facts] of await stepsOf(db, { projectId: key.projectId, id })) {
      if (!found.has(step)) found.set(step, facts);
    }
  }
  return found;
}

async function stepsOf(db: Db, key: { projectId: ProjectId; id: RunId }): Promise<LastTimes> {
  const run = await getRun(db, key);
  if (run === null) return new Map();
  const outputs = (await listOutputs(db, { runId: run.id })).map(({ idx, port, artifact }) => ({
    idx,
    port,
    hash: artifact.hash,
  }));
  return new Map(
    run.stepRuns.map((step) => {
      const inputs = inputHashes(step.spec.inputs, outputs);
      const facts: PreviousStep = {
        spec: step.spec,
        status: step.status,
        ...(inputs === null ? {} : { inputs }),
        ...(step.leasedAt === null || step.finishedAt === null
          ? {}
          : { seconds: Math.max(0, (step.finishedAt.getTime() - step.leasedAt.getTime()) / 1000) }),
      };
      return [keyOf(step.spec.step, step.spec.fold), facts] as const;
    }),
  );
}
