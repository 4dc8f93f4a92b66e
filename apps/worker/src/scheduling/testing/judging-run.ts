import { randomUUID } from 'node:crypto';
import { addToOutbox, cancelRun, type Database, type Project, recordCandidate, startRun } from '@millrace/db';
import { jsonSchema } from '@millrace/pipeline-core/json';
import type { Evaluation } from '@millrace/pipeline-core/metrics';
import { runStepSchema } from '@millrace/pipeline-core/run';
import type { TestBundle } from '../../testing/test-bundle';

/** A run that has trained the model of a bundle and has its Evaluate step ahead; no worker leases it. */
export async function startJudgingRun(db: Database, { project, made }: { project: Project; made: TestBundle }) {
  const step = (idx: number, type: string, inputs: object) =>
    runStepSchema.parse({
      ...{ idx, queue: 'cpu', max_attempts: 1 },
      spec: {
        ...{
          v: 1,
          step: `s${idx}`,
          title: type === 'evaluate' ? 'Judge' : 'Linear',
          type,
          version: 1,
          params: {},
          seed: 1,
        },
        ...{ inputs, limits: { seconds: 60, megabytes: 256 } },
      },
    });
  const steps = [step(0, 'linear-regression', {}), step(1, 'evaluate', { model: [{ idx: 0, port: 'model' }] })];
  const wish = { projectId: project.id, requestKey: randomUUID(), startedBy: 'ada', plan: {}, steps };
  const { runId, number } = await startRun(db, { ...wish, edges: [[0, 1]] });
  const { plan: _plan, ...manifest } = made.modelManifest;
  await recordCandidate(db, {
    ...{ projectId: project.id, pipelineId: null, runId, idx: 0, modelHash: made.model.hash },
    ...{ title: 'Linear', stepType: 'linear-regression', task: 'regression', manifest, bytes: made.model.bytes },
  });
  return {
    number,
    /** What the commit of its Evaluate step puts into the outbox. */
    async judge(evaluation: Evaluation): Promise<void> {
      const payload = jsonSchema.parse({ model: made.model.hash, evaluation });
      await addToOutbox(db, { topic: 'candidate-evaluated', key: `${runId}-1-1`, payload });
    },
    cancel: () => cancelRun(db, { projectId: project.id, id: runId }),
  };
}
