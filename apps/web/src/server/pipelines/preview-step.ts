import { findMadeOutputs, getPipeline } from '@millrace/db';
import type { PreviewShape } from '@millrace/pipeline-core/api';
import { type PipelineDocument, pipelineDocumentSchema } from '@millrace/pipeline-core/document';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { pipelineIdSchema, type StepId, stepIdSchema } from '@millrace/pipeline-core/ids';
import { type PreviewAnswer, planPreview } from '@millrace/pipeline-core/preview';
import { findContract } from '@millrace/pipeline-core/steps';
import { stepTitle } from '@millrace/pipeline-core/validate';
import { z } from 'zod';
import { readPreview } from '../data-service/client';
import { database } from '../database';
import { notFound, Refusal, withoutDetail } from '../errors';
import { mayOf, type ProjectContext, projectQuery } from '../use-case';

export const previewInput = z.object({
  pipeline: pipelineIdSchema,
  step: stepIdSchema,
  /** Its output; left out, the first one. */
  port: z.string().min(1).max(100).optional(),
  rows: z.number().int().min(1).max(1000).default(200),
  /** Columns to show at most, those that the step makes or changes before the others; left out, all. */
  columns: z.number().int().min(1).optional(),
  /** The drawing as its author has it on the screen, edits and all; left out, as it is saved. */
  document: pipelineDocumentSchema.optional(),
});

/** Nothing is wrong with the step then: it is more than a look may take. */
const tooMuch: ReadonlySet<string> = new Set(['preview-time-limit', 'preview-too-large']);

/**
 * Rows that a step would make, without a run. What runs have made of the steps before it is read as far as it is what they
 * are drawn to make; from there on the steps are executed for this answer alone.
 */
export async function previewStep(
  context: ProjectContext,
  input: z.output<typeof previewInput>,
): Promise<PreviewShape> {
  const projectId = context.project.id;
  const pipeline = await getPipeline(database(), { projectId, id: input.pipeline });
  if (pipeline === null) throw notFound('pipeline');
  // Who may only look gets rows of what others have drawn.
  if (input.document !== undefined && !mayOf(context)('edit'))
    throw new Refusal('forbidden', 'A drawing of your own needs the right “edit”.', 'Leave `document` out.');
  const document = input.document ?? pipeline.document;
  const step = document.steps[input.step];
  if (step === undefined) throw new Refusal('not-found', 'This step is not in the drawing.', 'Choose another step.');
  const port = input.port ?? Object.keys(findContract(step.type)?.outputs ?? {})[0] ?? '';
  const made = await findMadeOutputs(database(), { projectId, pipelineId: pipeline.id, document, step: step.id });
  const plan = planPreview({ document, show: { step: step.id, port }, ...made });
  if (!plan.ok) return { state: 'none', ...named(document, plan.step), reason: plan.reason, helps: plan.helps };
  const answer = await readPreview(
    { ...plan.request, rows: input.rows, ...(input.columns === undefined ? {} : { columns: input.columns }) },
    context.signal,
  ).catch(asTooMuch);
  if (answer instanceof PipelineError)
    return { state: 'none', ...named(document, step.id), reason: answer.report.message, helps: 'run' };
  if (answer.ok) return trainRows(answer);
  const { error, basis, seconds } = answer;
  const stopped = named(document, answer.step);
  if (tooMuch.has(error.code)) return { state: 'none', ...stopped, reason: error.message, helps: 'run' };
  return { state: 'stopped', ...stopped, error: withoutDetail(error), basis, seconds };
}

/** A preview that was ended with its process tells the same as one that ends in time. */
function asTooMuch(error: unknown): PipelineError {
  if (error instanceof PipelineError && tooMuch.has(error.report.code)) return error;
  throw error;
}

export const previewStepUseCase = projectQuery('view', previewInput, previewStep);

function named({ steps }: PipelineDocument, id: StepId): { step: StepId; title: string } {
  const step = steps[id];
  return { step: id, title: step === undefined ? 'A step that is gone' : stepTitle(step) };
}

/** Of a split the train rows: a look at the test part is counted by table, and this one has none. */
function trainRows({ ok: _, parts, ...answer }: Extract<PreviewAnswer, { ok: true }>): PreviewShape {
  if (parts === undefined) return { state: 'rows', ...answer, otherParts: 0 };
  const kept = parts.flatMap((part, at) => (part === 'train' ? [at] : []));
  const rows = kept.flatMap((at) => (answer.rows[at] === undefined ? [] : [answer.rows[at]]));
  const rowNumbers = kept.flatMap((at) => answer.rowNumbers[at] ?? []);
  const otherParts = parts.length - kept.length;
  return { ...answer, state: 'rows', rows, rowNumbers, parts: kept.map(() => 'train'), otherParts };
}
