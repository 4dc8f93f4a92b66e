import { readFile, stat } from 'node:fs/promises';
import { PipelineError } from '@millrace/pipeline-core/errors';
import type { Catalog } from '@millrace/pipeline-core/steps';
import { mostModelBytes, tooLarge } from '../../runtimes/onnx/imported/check-file';
import type { ExecutorFor, ExecutorJob } from '../executor';
import { handOverModel } from './hand-over-model';
import { takeOnnx } from './import/take-onnx';

type Job = ExecutorJob<{ target: string; file: { name: string } }>;

/** Takes an .onnx file as a model: looks through it, tries it on rows of the table and writes it with their plan. */
export const importModelExecutor: ExecutorFor<Catalog['import-model']> = {
  kind: 'run',
  async run(job) {
    const place = `${job.title} › file`;
    const bytes = await readModelFile(job, place);
    const { model, training, tried } = await takeOnnx(job, { bytes, place, file: job.params.file.name || 'connected' });
    const result = await handOverModel(job, { model, training });
    job.log('info', `Took a model of ${model.features.length} features and tried it on ${tried} rows.`);
    return result;
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
