import type { BisectRun } from '@millrace/pipeline-core/bisect';
import type { PipelineId, ProjectId, RunId } from '@millrace/pipeline-core/ids';
import { isDrawn } from '@millrace/pipeline-core/run';
import type { Db } from '../client';
import { listJudgedSteps } from '../repositories/judged-steps';
import { getVersion } from '../repositories/pipeline-versions';
import { getRun } from '../repositories/run-queries';
import { listStepEnvironments } from '../repositories/step-executions';

export type ReadBisectRun = BisectRun & { pipelineId: PipelineId };

/** All that a search for a cause compares of a run; null where there is none, or it was of no drawing. */
export async function readBisectRun(
  db: Db,
  key: { projectId: ProjectId; runId: RunId },
): Promise<ReadBisectRun | null> {
  const run = await getRun(db, { projectId: key.projectId, id: key.runId });
  if (run === null || run.versionId === null || run.pipelineId === null) return null;
  const [version, judged] = await Promise.all([
    getVersion(db, { projectId: key.projectId, id: run.versionId }),
    listJudgedSteps(db, { runId: run.id }),
  ]);
  if (version === null) return null;
  const drawn = run.stepRuns.filter(({ spec }) => isDrawn(spec));
  const found = await listStepEnvironments(db, { runId: run.id, idxs: drawn.map(({ idx }) => idx) });
  const environments = drawn.flatMap(({ idx, spec }) => {
    const environment = found.get(idx);
    return environment === undefined ? [] : [[spec.step, environment] as const];
  });
  return {
    run: run.id,
    number: run.number,
    pipelineId: run.pipelineId,
    document: version.document,
    specs: drawn.map(({ spec }) => spec),
    environments: new Map(environments),
    judged,
  };
}
