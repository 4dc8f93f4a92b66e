import { type Database, getRun, getRunHeader, listStepRuns, type StepRun } from '@millrace/db';
import type { PipelineId, ProjectId, RunId } from '@millrace/pipeline-core/ids';
import { type DeploymentPlan, deploymentPlanSchema } from '@millrace/pipeline-core/release';
import type { RunSpec } from '@millrace/pipeline-core/run';
import { scoringRunKind } from '@millrace/pipeline-core/scoring';

/** What never changes about a run. */
export type KnownRun = {
  projectId: ProjectId;
  pipelineId: PipelineId | null;
  startedBy: string;
  mayDeploy: boolean;
  /** Part of a search for a cause, not a run that somebody started. */
  hybrid: boolean;
  /** Scores a batch that an endpoint was asked for. */
  scoring: boolean;
  /** What the Deploy button was told; null for every other run. */
  deployment: DeploymentPlan | null;
};

export type RunFacts = {
  run(id: RunId): Promise<KnownRun>;
  spec(id: RunId, idx: number): Promise<RunSpec>;
};

const remembered = 50;

/** Facts of runs, remembered: the events of one run come in a row. Throws when there is no such run. */
export function createRunFacts(db: Database): RunFacts {
  const known = new Map<RunId, KnownRun>();
  return {
    async run(id) {
      const seen = known.get(id);
      if (seen !== undefined) return seen;
      const header = await getRunHeader(db, id);
      const run = header === null ? null : await getRun(db, { projectId: header.projectId, id });
      if (run === null) throw new Error(`run ${id} is gone`);
      const { projectId, pipelineId, startedBy, mayDeploy } = run;
      const asked = run.kind === 'release' ? deploymentPlanSchema.safeParse(run.plan).data : undefined;
      const hybrid = run.kind === 'hybrid';
      const scoring = run.kind === scoringRunKind;
      const facts = { projectId, pipelineId, startedBy, mayDeploy, hybrid, scoring, deployment: asked ?? null };
      if (known.size >= remembered) known.clear();
      known.set(id, facts);
      return facts;
    },
    async spec(id, idx) {
      return (await readStep(db, { id, idx })).spec;
    },
  };
}

async function readStep(db: Database, { id, idx }: { id: RunId; idx: number }): Promise<StepRun> {
  const [step] = await listStepRuns(db, { runId: id, idxs: [idx] });
  if (step === undefined) throw new Error(`run ${id} has no step ${idx}`);
  return step;
}

/** Events of a step carry where they came from; one without is damaged. */
export function requireOrigin<T>(origin: T | null, key: string): T {
  if (origin === null) throw new Error(`the event key ${key} names no step of a run`);
  return origin;
}
