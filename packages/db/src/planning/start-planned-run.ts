import type { Right } from '@millrace/pipeline-core/access';
import type { PipelineDocument } from '@millrace/pipeline-core/document';
import { type ErrorReport, PipelineError } from '@millrace/pipeline-core/errors';
import type { PipelineId, ProjectId, RunId } from '@millrace/pipeline-core/ids';
import { jsonSchema } from '@millrace/pipeline-core/json';
import { firstPlanError, missingRight, missingRights, type RunPlan } from '@millrace/pipeline-core/plan';
import { err, ok, type Result } from '@millrace/pipeline-core/result';
import type { Db } from '../client';
import { appendAudit } from '../repositories/audit';
import { saveVersion } from '../repositories/pipeline-versions';
import { countOpenSteps } from '../repositories/run-queries';
import { startRun } from '../repositories/runs';

/** Beyond this many unfinished steps a project waits (orchestration.md 6). */
const mostOpenSteps = 50_000;

/** A search, for a model or for a cause, asks for all the time it is given: what others started goes between its steps. */
const behindOthers = -1;

export type PlannedRun = {
  projectId: ProjectId;
  pipeline: { id: PipelineId; name: string; document: PipelineDocument };
  plan: RunPlan;
  /** The same key starts nothing twice. */
  requestKey: string;
  trigger?: string;
  startedBy: string;
  may(right: Right): boolean;
  /** Part of a search for a cause: no version is kept of what it executes, lists leave it out, and others go first. */
  hybrid?: true;
};

export type StartedRun = { runId: RunId; number: number; created: boolean };

/**
 * Saves the draft as a version and starts what was planned, with an audit entry, in one transaction; the one way to start
 * a pipeline, for people, keys and triggers. Refused: a plan with problems, a step the starter has no right to, a project
 * that is full.
 */
export async function startPlannedRun(db: Db, input: PlannedRun): Promise<Result<StartedRun, ErrorReport>> {
  const { projectId, pipeline, plan, startedBy, may } = input;
  // Whatever the plan was made with: what counts is what the one who starts it may do.
  const issues = [...plan.issues.filter(({ code }) => code !== missingRight), ...missingRights(plan.steps, may)];
  const problem = firstPlanError({ ...plan, issues }, pipeline.name);
  if (problem !== null) return err(problem);
  if ((await countOpenSteps(db, projectId)) > mostOpenSteps) return err(projectIsFull(pipeline.name));
  const { steps, edges, items, leftOut, summary } = plan;
  return db.transaction(async (tx) => {
    const hybrid = input.hybrid === true;
    const { id: pipelineId, document } = pipeline;
    const version = hybrid ? null : await saveVersion(tx, { pipelineId, document, createdBy: startedBy });
    const started = await startRun(tx, {
      projectId,
      requestKey: input.requestKey,
      pipelineId,
      versionId: version?.id ?? null,
      ...(hybrid ? { kind: 'hybrid' } : {}),
      ...(input.trigger === undefined ? {} : { trigger: input.trigger }),
      startedBy,
      mayDeploy: may('deploy'),
      plan: jsonSchema.parse(JSON.parse(JSON.stringify({ items, leftOut, summary }))), // drops fields that are undefined
      steps,
      edges,
      ...(hybrid || steps.some(({ spec }) => spec.trial !== undefined) ? { priority: behindOthers } : {}),
    });
    if (started.created) await noteStart(tx, input, started);
    return ok(started);
  });
}

async function noteStart(tx: Db, input: PlannedRun, started: StartedRun): Promise<void> {
  await appendAudit(tx, {
    projectId: input.projectId,
    actor: input.startedBy,
    action: 'run.start',
    subject: started.runId,
    details: { pipeline: input.pipeline.id, number: started.number, trigger: input.trigger ?? 'hand' },
  });
}

function projectIsFull(place: string): ErrorReport {
  return new PipelineError({
    code: 'busy',
    family: 'operator',
    place,
    seen: `more than ${mostOpenSteps} steps waiting in this project`,
    expected: 'room for another run',
    next: 'Wait for runs to finish, or cancel some.',
    message: `This project has more than ${mostOpenSteps} steps waiting.`,
  }).report;
}
