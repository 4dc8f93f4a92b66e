import type { CandidateTrained } from '@millrace/pipeline-core/events';
import type { ModelManifest } from '@millrace/pipeline-core/release';
import { hashFile } from '../../data/artifact-store';
import { writeModel } from '../../data/model-file';
import { outputPath } from '../../data/table-store';
import type { FittedModel } from '../../runtimes/model-runtime';
import type { ExecutorJob, ExecutorResult } from '../executor';
import { toPlainJson } from '../plain-json';
import { buildManifest, curveOf, type LearnedFrom } from './train-model';

/** Writes a model that nothing of ours fitted, with the plan of the rows, and announces it as a candidate. */
export async function handOverModel(
  job: ExecutorJob<object>,
  { model, training, seconds = 0 }: { model: FittedModel; training: LearnedFrom; seconds?: number },
): Promise<ExecutorResult> {
  return keepModel(job, { manifest: await buildManifest(job, { training, model, seed: job.seed }), model, seconds });
}

/** Writes a model with its manifest and announces it as a candidate. `seconds`: how long the fit took. */
export async function keepModel(
  job: Pick<ExecutorJob<object>, 'folder'>,
  { manifest, model, seconds }: { manifest: ModelManifest; model: FittedModel; seconds: number },
): Promise<ExecutorResult> {
  const path = outputPath(job.folder, 'model', 'tar');
  await writeModel(path, manifest, model);
  const { hash, bytes } = await hashFile(path);
  const { plan: _, ...told } = manifest;
  const event: CandidateTrained = {
    model: hash,
    manifest: { ...told, seconds: Math.round(seconds * 1000) / 1000 },
    bytes,
  };
  return {
    outputs: [
      { port: 'model', kind: 'model', path },
      { port: 'metrics', kind: 'metrics', inline: toPlainJson(curveOf(manifest)) },
    ],
    events: [{ topic: 'candidate-trained', payload: toPlainJson(event) }],
  };
}
