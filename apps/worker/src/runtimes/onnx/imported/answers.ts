import { PipelineError } from '@millrace/pipeline-core/errors';
import type { OnnxAnswer } from '../session';

/** Numbers of a tensor, row after row. Throws where it holds something else or of other rows. */
export function numbersOf(
  answer: OnnxAnswer | undefined,
  o: { output: string; rows: number; width: number },
): Float64Array {
  const { output, rows, width } = o;
  const data = answer?.data;
  if (
    data instanceof Float32Array ||
    data instanceof Float64Array ||
    data instanceof Int32Array ||
    data instanceof BigInt64Array
  ) {
    if (data.length === rows * width) return Float64Array.from(data, Number);
  }
  throw new PipelineError({
    code: 'model-answer',
    family: 'pipeline',
    place: `Imported model › ${output}`,
    seen: answer === undefined ? 'no answer' : `${answer.type} [${answer.dims.join(', ')}] for ${rows} rows`,
    expected: `numbers [${rows}, ${width}]`,
    next: 'Export the model with a first dimension that is the number of rows.',
  });
}

/** Texts of a tensor, also where labels are whole numbers. */
export function textsOf(answer: OnnxAnswer | undefined): string[] {
  return answer === undefined ? [] : Array.from(answer.data as ArrayLike<unknown>, String); // cells of any tensor
}
