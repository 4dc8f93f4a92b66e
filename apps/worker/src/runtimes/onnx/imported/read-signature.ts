import { PipelineError } from '@millrace/pipeline-core/errors';
import type { OnnxSession, TensorSpec } from '../session';
import { type ImportedFacts, type InputType, inputTypeSchema } from './imported-model';

/** What a model reads and answers, by its own words; which columns fill a matrix is still open. */
export type ModelSignature = {
  reads: ImportedFacts['reads'];
  /** Numbers in a row of the matrix; null where the file does not say. */
  matrixWidth: number | null;
  /** The output with the answer, how many numbers it has a row (null: the file does not say), and one with labels. */
  answer: { output: string; width: number | null };
  labels: string | null;
};

/** Reads inputs and outputs of an open model. Throws, by name, for what cannot be filled from a table or read as an answer. */
export function readSignature({ inputs, outputs }: OnnxSession, place: string): ModelSignature {
  const [first] = inputs;
  if (first === undefined) throw unusable(place, 'a model without inputs', 'an input per column, or one matrix');
  const widths = inputs.map((input) => widthOf(input));
  const isMatrix = inputs.length === 1 && widths[0] !== 1;
  const reads: ImportedFacts['reads'] = isMatrix
    ? { kind: 'matrix', name: first.name, type: numberType(first, place) }
    : { kind: 'columns', inputs: inputs.map((input) => columnInput(input, place)) };
  return { reads, matrixWidth: isMatrix ? (widths[0] ?? null) : null, ...readOutputs(outputs, place) };
}

/** Numbers of a row: 1 for [N], null where it is open. */
function widthOf({ dims }: TensorSpec): number | null {
  if (dims.length === 1) return 1;
  const width = dims[1];
  return typeof width === 'number' && width > 0 ? width : null;
}

function typeOf(input: TensorSpec, place: string): InputType {
  const type = inputTypeSchema.safeParse(input.type);
  if (type.success && input.dims.length >= 1 && input.dims.length <= 2) return type.data;
  throw unusable(
    `${place} › ${input.name}`,
    `an input of the type ${input.type} with ${input.dims.length} dimensions`,
    'numbers or texts, [rows] or [rows, columns]',
  );
}

function numberType(input: TensorSpec, place: string): InputType {
  const type = typeOf(input, place);
  if (type !== 'string') return type;
  throw unusable(`${place} › ${input.name}`, 'a matrix of texts', 'a matrix of numbers, or an input per column');
}

function columnInput(input: TensorSpec, place: string): { name: string; type: InputType; flat: boolean } {
  const type = typeOf(input, place);
  if (widthOf(input) === 1) return { name: input.name, type, flat: input.dims.length === 1 };
  throw unusable(
    `${place} › ${input.name}`,
    `one of several inputs, with ${widthOf(input) ?? 'any number of'} columns`,
    'one input per column, each [rows, 1], or a single matrix',
  );
}

const numberOutputs = ['float32', 'float64'];
const labelOutputs = ['string', 'int64', 'int32'];

/** Probabilities or a number come as floats; labels stand beside them. The widest output of floats is the answer. */
function readOutputs(outputs: readonly TensorSpec[], place: string): Pick<ModelSignature, 'answer' | 'labels'> {
  const maps = outputs.find(({ type }) => type === 'no tensor');
  const numbers = outputs.filter(
    ({ type, dims }) => numberOutputs.includes(type) && dims.length >= 1 && dims.length <= 2,
  );
  const probable = numbers.find(({ name }) => /prob|score/i.test(name));
  const answer = probable ?? numbers.toSorted((a, b) => (widthOf(b) ?? 2) - (widthOf(a) ?? 2))[0];
  if (answer === undefined)
    throw unusable(
      place,
      maps === undefined
        ? `outputs ${outputs.map(({ name, type }) => `"${name}" (${type})`).join(', ')}`
        : `an output "${maps.name}" that is a list of maps`,
      'a tensor of floats: a number per row, or the probability of each class',
      maps === undefined
        ? undefined
        : 'Export with zipmap=False (skl2onnx, onnxmltools), so that probabilities are a tensor.',
    );
  const labels = outputs.find((output) => output !== answer && labelOutputs.includes(output.type)) ?? null;
  return { answer: { output: answer.name, width: widthOf(answer) }, labels: labels?.name ?? null };
}

function unusable(place: string, seen: string, expected: string, next?: string): PipelineError {
  return new PipelineError({
    code: 'model-signature',
    family: 'pipeline',
    place,
    seen,
    expected,
    next: next ?? 'Export the model with tensors whose first dimension is the number of rows.',
  });
}
