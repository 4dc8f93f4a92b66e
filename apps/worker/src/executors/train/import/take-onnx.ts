import type { FittedModel } from '../../../runtimes/model-runtime';
import { checkOnnxFile } from '../../../runtimes/onnx/imported/check-file';
import { encodeImported } from '../../../runtimes/onnx/imported/imported-model';
import { readSignature } from '../../../runtimes/onnx/imported/read-signature';
import { openChecked } from '../../../runtimes/onnx/imported/scorer';
import type { ExecutorJob } from '../../executor';
import type { LearnedFrom } from '../train-model';
import { chooseInputs } from './choose-inputs';
import { readAnswers } from './read-answers';

type Job = ExecutorJob<{
  target: string;
  task: 'auto' | 'classification' | 'regression';
  columns: readonly string[];
  classes: readonly string[];
}>;

/**
 * A file that says it is an ONNX model as one of ours: looked through, tried on rows of the table, with the columns it reads.
 * Throws in words what speaks against it.
 */
export async function takeOnnx(
  job: Job,
  o: { bytes: Uint8Array; place: string; file: string },
): Promise<{ model: FittedModel; training: LearnedFrom; tried: number }> {
  const { bytes, place, file } = o;
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
        file,
        fileBytes: bytes.length,
        reads: inputs.reads.kind === 'matrix' ? 'one matrix' : 'an input per column',
      },
    };
    return { model, training: { target, classes, train: { rows: 0 }, validation: null }, tried };
  } finally {
    await session.close();
  }
}
