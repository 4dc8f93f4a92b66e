import { findCachedSteps, getRun, listExecutorCode, listOutputs, listRuns } from '@millrace/db';
import type { PipelineDocument } from '@millrace/pipeline-core/document';
import type { PipelineId, ProjectId, StepId } from '@millrace/pipeline-core/ids';
import { inputHashes, type PreviousStep, planRun, type RunPlan } from '@millrace/pipeline-core/plan';
import { database } from '../database';
import { resolveReferences } from './resolve-references';

export type PlanRequest = {
  projectId: ProjectId;
  pipelineId: PipelineId | null;
  document: PipelineDocument;
  targetStep?: StepId;
  force?: 'all' | readonly StepId[];
};

/** What a run of this drawing would do now: looked up in the cache of the project, compared with its last run. */
export async function makePlan(request: PlanRequest): Promise<RunPlan> {
  const { projectId, pipelineId, ...options } = request;
  const [references, code, previous] = await Promise.all([
    resolveReferences(projectId, request.document),
    listExecutorCode(database()),
    pipelineId === null ? new Map<StepId, PreviousStep>() : lastTimes(projectId, pipelineId),
  ]);
  return planRun({
    ...options,
    references,
    codeHashes: Object.fromEntries(code.map(({ type, codeHash }) => [type, codeHash])),
    lookup: async (fingerprint) => {
      const cached = await findCachedSteps(database(), { projectId, fingerprints: [fingerprint] });
      return cached.get(fingerprint)?.outputs ?? null;
    },
    previous: async (step) => previous.get(step) ?? null,
  });
}

/** How the steps of a pipeline went in its last run, for reasons in words. */
async function lastTimes(projectId: ProjectId, pipelineId: PipelineId): Promise<Map<StepId, PreviousStep>> {
  const [last] = await listRuns(database(), { projectId, pipelineId, limit: 1 });
  const run = last === undefined ? null : await getRun(database(), { projectId, id: last.id });
  if (run === null) return new Map();
  const outputs = (await listOutputs(database(), { runId: run.id })).map(({ idx, port, artifact }) => ({
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
      return [step.spec.step, facts] as const;
    }),
  );
}
