import { getPipeline, planPipelineRun, startPlannedRun } from '@millrace/db';
import { type ErrorReport, PipelineError } from '@millrace/pipeline-core/errors';
import { pipelineIdSchema, stepIdSchema } from '@millrace/pipeline-core/ids';
import { missingRight } from '@millrace/pipeline-core/plan';
import { z } from 'zod';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { mayOf, type ProjectContext, projectAction, projectQuery } from '../use-case';

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
  const { plan, pipeline } = await planFor(context, input);
  const started = await startPlannedRun(database(), {
    projectId: context.project.id,
    pipeline,
    plan,
    requestKey: input.requestKey ?? crypto.randomUUID(),
    ...(input.trigger === undefined ? {} : { trigger: input.trigger }),
    startedBy: context.actor,
    may: mayOf(context),
  });
  if (!started.ok) throw refusalOf(started.error);
  return { id: started.value.runId, number: started.value.number };
}

async function planFor(context: ProjectContext, input: RunRequest) {
  const projectId = context.project.id;
  const pipeline = await getPipeline(database(), { projectId, id: input.pipeline });
  if (pipeline === null) throw notFound('pipeline');
  const plan = await planPipelineRun(database(), {
    projectId,
    pipelineId: pipeline.id,
    document: pipeline.document,
    may: mayOf(context),
    ...(input.targetStep === undefined ? {} : { targetStep: input.targetStep }),
    ...(input.force === undefined ? {} : { force: input.force }),
  });
  return { plan, pipeline };
}

/** A step that needs more than the right to run is forbidden like any other request without its right. */
function refusalOf(error: ErrorReport): Error {
  return error.code === missingRight
    ? new Refusal('forbidden', error.message, 'Ask an admin of the project.')
    : new PipelineError(error);
}
