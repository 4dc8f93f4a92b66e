import { appendAudit, countOpenSteps, getPipeline, saveVersion, startRun } from '@millrace/db';
import type { PipelineDocument } from '@millrace/pipeline-core/document';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { type PipelineId, pipelineIdSchema, stepIdSchema } from '@millrace/pipeline-core/ids';
import type { RunPlan } from '@millrace/pipeline-core/plan';
import { z } from 'zod';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { type ProjectContext, projectAction, projectQuery } from '../use-case';
import { makePlan } from './make-plan';

/** Beyond this many unfinished steps a project waits (orchestration.md 6). */
const mostOpenSteps = 50_000;

const runRequest = z.object({
  pipeline: pipelineIdSchema,
  /** Run to here: this step and what it needs. */
  targetStep: stepIdSchema.optional(),
  force: z.union([z.literal('all'), z.array(stepIdSchema)]).optional(),
  /** The same key starts nothing twice. */
  requestKey: z.string().min(1).max(100).optional(),
});
type RunRequest = z.output<typeof runRequest>;

/** What pressing Run would do, and why. */
export const planRunUseCase = projectQuery('view', runRequest, async (context, input) => {
  const { plan } = await planFor(context, input);
  const { steps: _specs, ...shown } = plan;
  return shown;
});

export const startRunUseCase = projectAction('run', runRequest, (context, input) => startPipelineRun(context, input));

/** Saves the draft as a version, plans it and starts the run. */
export async function startPipelineRun(context: ProjectContext, input: RunRequest & { trigger?: string }) {
  const { plan, document, name } = await planFor(context, input);
  refuseBadPlan(plan, name);
  if ((await countOpenSteps(database(), context.project.id)) > mostOpenSteps) {
    throw new Refusal(
      'busy',
      `This project has more than ${mostOpenSteps} steps waiting.`,
      'Wait for runs to finish, or cancel some.',
    );
  }
  const { steps, edges, items, leftOut, summary } = plan;
  const started = await database().transaction(async (tx) => {
    const version = await saveVersion(tx, { pipelineId: input.pipeline, document, createdBy: context.actor });
    return startRun(tx, {
      projectId: context.project.id,
      requestKey: input.requestKey ?? crypto.randomUUID(),
      pipelineId: input.pipeline,
      versionId: version.id,
      startedBy: context.actor,
      plan: z.json().parse(JSON.parse(JSON.stringify({ items, leftOut, summary }))),
      steps,
      edges,
      ...(input.trigger === undefined ? {} : { trigger: input.trigger }),
    });
  });
  await appendAudit(database(), {
    projectId: context.project.id,
    actor: context.actor,
    action: 'run.start',
    subject: started.runId,
    details: { pipeline: input.pipeline, number: started.number },
  });
  return { id: started.runId, number: started.number };
}

async function planFor(
  context: ProjectContext,
  input: RunRequest,
): Promise<{ plan: RunPlan; document: PipelineDocument; name: string }> {
  const pipeline = await findPipeline(context, input.pipeline);
  const plan = await makePlan({
    projectId: context.project.id,
    pipelineId: input.pipeline,
    document: pipeline.document,
    ...(input.targetStep === undefined ? {} : { targetStep: input.targetStep }),
    ...(input.force === undefined ? {} : { force: input.force }),
  });
  return { plan, document: pipeline.document, name: pipeline.name };
}

async function findPipeline(context: ProjectContext, id: PipelineId) {
  const pipeline = await getPipeline(database(), { projectId: context.project.id, id });
  if (pipeline === null) throw notFound('pipeline');
  return pipeline;
}

function refuseBadPlan(plan: RunPlan, name: string): void {
  const problems = plan.issues.filter(({ severity }) => severity === 'error');
  const first = problems[0];
  if (first !== undefined) {
    const more = problems.length === 1 ? '' : ` (and ${problems.length - 1} more)`;
    throw new PipelineError({
      code: first.code,
      family: 'pipeline',
      place: name,
      seen: first.message,
      expected: 'a drawing that can run',
      next: 'Open the Problems panel of the editor.',
      message: `${first.message}${more}`,
    });
  }
  if (plan.steps.length === 0) {
    throw new PipelineError({
      code: 'nothing-to-run',
      family: 'pipeline',
      place: name,
      seen: 'no step that can run',
      expected: 'at least one',
      next: 'Add a step, for example a dataset.',
    });
  }
}
