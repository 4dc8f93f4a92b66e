import {
  artifactHashSchema,
  type PipelineId,
  type ProjectId,
  type RunId,
  type StepId,
} from '@millrace/pipeline-core/ids';
import { type CachedOutputs, inputHashes, knownInputs, type PreviousStep } from '@millrace/pipeline-core/plan';
import { copyKey, isDrawn, type RunCopy } from '@millrace/pipeline-core/run';
import { z } from 'zod';
import type { Db } from '../client';
import { queryRows, sql } from '../raw-query';
import { listRuns } from '../repositories/run-queries';
import { listStepRuns } from '../repositories/step-runs';

/** How many runs are read: one to a step holds only what that step needs. */
const runsRead = 5;

/** By `timeKey`: the folds of a step and the parts of a search were runs of their own. */
export type LastTimes = Map<string, PreviousStep>;

export function timeKey(step: StepId, copy: RunCopy): string {
  return isDrawn(copy) ? step : `${step}#${copyKey(copy)}`;
}

/** How each of these steps went the last time it was part of a run of the pipeline, and what is left of it. */
export async function lastTimes(
  db: Db,
  { steps, ...key }: { projectId: ProjectId; pipelineId: PipelineId; steps: readonly StepId[] },
): Promise<LastTimes> {
  const found: LastTimes = new Map();
  if (steps.length === 0) return found;
  for (const { id } of await listRuns(db, { ...key, limit: runsRead })) {
    if (steps.every((step) => found.has(step))) break;
    for (const [step, facts] of await stepsOf(db, id)) if (!found.has(step)) found.set(step, facts);
  }
  return found;
}

async function stepsOf(db: Db, runId: RunId): Promise<LastTimes> {
  const [stepRuns, outputs] = await Promise.all([listStepRuns(db, { runId }), listMade(db, runId)]);
  return new Map(
    stepRuns.map((step) => {
      const inputs = inputHashes(knownInputs(step.spec), outputs);
      const made = keptOf(step.idx, outputs);
      const facts: PreviousStep = {
        spec: step.spec,
        status: step.status,
        ...(inputs === null ? {} : { inputs }),
        ...(made === null ? {} : { outputs: made }),
        ...(step.leasedAt === null || step.finishedAt === null
          ? {}
          : { seconds: Math.max(0, (step.finishedAt.getTime() - step.leasedAt.getTime()) / 1000) }),
      };
      return [timeKey(step.spec.step, step.spec), facts] as const;
    }),
  );
}

const madeSchema = z.object({ idx: z.number().int(), port: z.string(), hash: artifactHashSchema, live: z.boolean() });
type MadeOutput = z.output<typeof madeSchema>;

/** What the steps of a run made, and whether it is still stored. */
async function listMade(db: Db, runId: RunId): Promise<MadeOutput[]> {
  return queryRows(
    db,
    madeSchema,
    sql`select u.idx, u.port, u.hash, coalesce(a.state = 'live', false) as live
        from artifact_use u left join artifact a on a.hash = u.hash
        where u.run_id = ${runId}::uuid and u.dir = 'out'`,
  );
}

const aboutEnding = '.meta';

/**
 * What one step made; null when some of it is gone. Of a table that was let go, as a feature view has its rows, what is said
 * about it is still there.
 */
function keptOf(idx: number, outputs: readonly MadeOutput[]): CachedOutputs | null {
  const own = outputs.filter((output) => output.idx === idx);
  const ports = new Set(own.map(({ port }) => port));
  const isLeft = (port: string) => port.endsWith(aboutEnding) && !ports.has(port.slice(0, -aboutEnding.length));
  if (own.length === 0 || own.some(({ live, port }) => !live || isLeft(port))) return null;
  return own.map(({ port, hash }) => ({ port, hash }));
}
