import { readFile, stat } from 'node:fs/promises';
import { PipelineError } from '@millrace/pipeline-core/errors';
import type { CandidateTrained } from '@millrace/pipeline-core/events';
import type { Catalog } from '@millrace/pipeline-core/steps';
import { hashFile } from '../../data/artifact-store';
import { writeModel } from '../../data/model-file';
import { outputPath } from '../../data/table-store';
import type { FittedModel } from '../../runtimes/model-runtime';
import { checkOnnxFile, mostModelBytes, tooLarge } from '../../runtimes/onnx/imported/check-file';
import { encodeImported } from '../../runtimes/onnx/imported/imported-model';
import { readSignature } from '../../runtimes/onnx/imported/read-signature';
import { openChecked } from '../../runtimes/onnx/imported/scorer';
import type { ExecutorFor, ExecutorJob } from '../executor';
import { toPlainJson } from '../plain-json';
import { chooseInputs } from './import/choose-inputs';
import { readAnswers } from './import/read-answers';
import { buildManifest, curveOf } from './train-model';

type Job = ExecutorJob<ParamsOf>;
type ParamsOf = { target: string; file: { name: string } };

/** Takes an .onnx file as a model: looks through it, tries it on rows of the table and writes it with their plan. */
export const importModelExecutor: ExecutorFor<Catalog['import-model']> = {
  kind: 'run',
  async run(job) {
    const place = `${job.title} › file`;
    const bytes = await readModelFile(job, place);
    const facts = checkOnnxFile(bytes, place);
    const session = await openChecked(bytes, place);
    try {
      const signature = readSignature(session, place);
      const inputs = chooseInputs(job, signature);
      const answers = await readAnswers(job, { session, signature, inputs, facts });
      const { target, task, classes, answer, tried } = answers;
      const model: FittedModel = {
        format: 'onnx',
        task,
        features: inputs.features,
        ...(classes === null ? {} : { classes }),
        json: encodeImported({ v: 1, reads: inputs.reads, answers: answer }),
        weights: bytes,
        importance: [],
        curve: [],
        summary: {
          file: job.params.file.name || 'connected',
          megabytes: Math.round(bytes.length / 1e4) / 100,
          reads: inputs.reads.kind === 'matrix' ? 'one matrix' : 'an input per column',
        },
      };
      const training = { target, classes, train: { rows: 0 }, validation: null };
      const manifest = await buildManifest(job, { training, model, seed: job.seed });
      const path = outputPath(job.folder, 'model', 'tar');
      await writeModel(path, manifest, model);
      const { hash, bytes: size } = await hashFile(path);
      const { plan: _, ...told } = manifest;
      const event: CandidateTrained = { model: hash, manifest: told, bytes: size };
      job.log('info', `Took a model of ${model.features.length} features and tried it on ${tried} rows.`);
      return {
        outputs: [
          { port: 'model', kind: 'model', path },
          { port: 'metrics', kind: 'metrics', inline: toPlainJson(curveOf(manifest)) },
        ],
        events: [{ topic: 'candidate-trained', payload: toPlainJson(event) }],
      };
    } finally {
      await session.close();
    }
  },
};

/** The connected file, else the uploaded one; its size is looked at before it is read. */
async function readModelFile(job: Job, place: string): Promise<Uint8Array> {
  const path = job.inputs.file?.[0]?.path ?? job.references.uploaded?.[0]?.path;
  if (path === undefined)
    throw new PipelineError({
      code: 'no-file',
      family: 'pipeline',
      place,
      seen: 'neither an uploaded file nor a connected one',
      expected: 'an .onnx file',
      next: 'Choose the file in the settings of the step, or connect a step that makes one.',
    });
  const { size } = await stat(path);
  if (size > mostModelBytes) throw tooLarge(size, place);
  // Its own memory, held once: such a file may be hundreds of megabytes.
  return readFile(path);
}
