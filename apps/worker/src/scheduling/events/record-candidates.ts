import { findCandidateByModel, findTrialFit, recordCandidate, recordComparison, recordEvaluation } from '@millrace/db';
import type { TopicPayload } from '@millrace/pipeline-core/events';
import type { ModelManifest } from '@millrace/pipeline-core/release';
import type { RunSpec } from '@millrace/pipeline-core/run';
import { announceModel } from './announce-model';
import type { EventContext } from './event-context';
import type { EventOrigin } from './event-origin';
import { lookOfEvaluation, looksOfComparison } from './record-looks';
import { requireOrigin } from './run-facts';

type Options<T> = { payload: T; key: string; origin: EventOrigin | null; context: EventContext };

/** A trained model becomes a candidate of its project; an equal model is the same candidate. */
export async function recordTrained({
  payload,
  key,
  origin,
  context,
}: Options<TopicPayload<'candidate-trained'>>): Promise<void> {
  const { run, idx } = requireOrigin(origin, key);
  const { projectId, pipelineId } = await context.runFacts.run(run);
  const spec = await context.runFacts.spec(run, idx);
  // What a search hands on was fitted by one of its trials, whose news came before.
  const fit =
    payload.environment === undefined ? await findTrialFit(context.db, { projectId, modelHash: payload.model }) : null;
  const { manifest } = payload;
  await recordCandidate(context.db, {
    projectId,
    pipelineId,
    runId: run,
    idx,
    modelHash: payload.model,
    ...namesOf(spec, payload.manifest.trainer),
    task: manifest.task,
    // What the fit took, not its step: that one also reads rows, and waits for its process.
    manifest: { ...manifest, seconds: fit?.seconds ?? manifest.seconds },
    bytes: payload.bytes,
    environment: payload.environment ?? fit?.environment ?? null,
  });
}

/** What a search hands on was trained by one of its trials: that one names it. */
function namesOf(spec: RunSpec, trainer: ModelManifest['trainer']): { title: string; stepType: string } {
  if (spec.type === trainer.type) return { title: spec.title, stepType: spec.type };
  return { title: trainer.title, stepType: trainer.type };
}

/** An evaluation joins its candidate, which came first in the outbox; if that one is being retried, so is this. */
export async function recordEvaluationOf({
  payload,
  key,
  origin,
  context,
}: Options<TopicPayload<'candidate-evaluated'>>): Promise<void> {
  const { run, idx } = requireOrigin(origin, key);
  const { projectId } = await context.runFacts.run(run);
  const candidate = await findCandidateByModel(context.db, { projectId, modelHash: payload.model });
  if (candidate === null) throw new Error(`the candidate of model ${payload.model} is not recorded yet`);
  await recordEvaluation(context.db, { candidateId: candidate.id, runId: run, idx, result: payload.evaluation });
  await lookOfEvaluation({ payload, step: { run, idx }, context });
}

export async function recordComparisonOf({
  payload,
  key,
  origin,
  context,
}: Options<TopicPayload<'candidates-compared'>>): Promise<void> {
  const { run, idx } = requireOrigin(origin, key);
  const { projectId } = await context.runFacts.run(run);
  await recordComparison(context.db, { projectId, runId: run, idx, result: payload.comparison });
  await looksOfComparison({ payload, step: { run, idx }, context });
  await announceModel({ comparison: payload.comparison, step: { run, idx }, context });
}
