import type { Json, JsonObject } from '@millrace/pipeline-core/json';
import type { Signature, SignatureInput } from '@millrace/pipeline-core/release';
import { err, ok, type Result } from '@millrace/pipeline-core/result';
import { parseStrictJson } from '../../server/strict-json';
import { type TensorValue, textOf } from './datatypes';
import { badRequest, type OipProblem } from './oip-problem';
import type { InputTensor } from './read-infer';

/**
 * Rows from tensors: one tensor per field, named as the field, [N] or [N, 1]; or, where all fields are numbers, one
 * tensor [N, F] in the order of the signature, of any name but that of a field that is looked up; [N] does where there is
 * one field. Whether a row fits the model is not asked here, nor how many there are: `readInferRequest` has done that.
 */
export function rowsFromTensors(
  inputs: readonly InputTensor[],
  signature: Pick<Signature, 'inputs'>,
): Result<JsonObject[], OipProblem> {
  const sent = signature.inputs.filter(({ lookup }) => lookup === undefined);
  const fields = new Map(signature.inputs.map((input) => [input.name, input]));
  const tensors = asMatrix(inputs, { sent, known: fields }) ?? inputs;
  const rows = tensors[0]?.shape[0] ?? 0;
  if (rows === 0) return refuse('The tensors hold no row: send at least one.');
  const columns: { name: string; cells: Json[] }[] = [];
  for (const tensor of tensors) {
    const { name, shape } = tensor;
    if (shape[0] !== rows) {
      return refuse(
        `Input ${JSON.stringify(name)} has ${shape[0]} rows, and ${JSON.stringify(tensors[0]?.name)} ${rows}.`,
      );
    }
    const cells = cellsOf(tensor, fields.get(name));
    if (!cells.ok) return refuse(`Input ${JSON.stringify(name)}: ${cells.error}`);
    columns.push({ name, cells: cells.value });
  }
  return ok(
    Array.from({ length: rows }, (_, row) =>
      Object.fromEntries(columns.map(({ name, cells }) => [name, cells[row] ?? null])),
    ),
  );
}

const refuse = (message: string) => err(badRequest(message));

/** The columns of the one tensor [N, F], or [N] of one number; null when it is none: the tensor of one field has the name of that field. */
function asMatrix(
  inputs: readonly InputTensor[],
  { sent, known }: { sent: readonly SignatureInput[]; known: ReadonlyMap<string, SignatureInput> },
): InputTensor[] | null {
  const [only, second] = inputs;
  if (only === undefined || second !== undefined || sent.length === 0) return null;
  if (!sent.every(({ type }) => type === 'number' || type === 'integer')) return null;
  const [rows = 0, width = 1] = only.shape;
  if (only.shape.length > 2 || width !== sent.length) return null;
  // Its numbers are those of the field that it names, and would be taken for those of another.
  if (known.has(only.name) && !sent.some(({ name }) => name === only.name)) return null;
  return sent.map(({ name }, column) => ({
    name,
    datatype: only.datatype,
    shape: [rows],
    values: Array.from({ length: rows }, (_, row) => only.values[row * width + column] ?? null),
  }));
}

function cellsOf(tensor: InputTensor, field: SignatureInput | undefined): Result<Json[], string> {
  const { shape, values } = tensor;
  if (field?.type === 'vector' && shape.length === 2) return vectorsOf(tensor);
  const scalars = shape.length === 1 || (shape.length === 2 && shape[1] === 1);
  if (!scalars) return err(`the shape [${shape.join(', ')}] is not [rows] or [rows, 1].`);
  const cells: Json[] = [];
  for (const [row, value] of values.entries()) {
    const cell = cellOf(value, field);
    if (cell === undefined)
      return err(`row ${row} is not ${field?.type === 'sparse' || field?.type === 'list' ? 'JSON' : 'UTF-8'} text.`);
    cells.push(cell);
  }
  return ok(cells);
}

function vectorsOf({ shape, values }: InputTensor): Result<Json[], string> {
  const [rows = 0, width = 0] = shape;
  const numbers = values.map((value) => (typeof value === 'number' ? value : null));
  return ok(Array.from({ length: rows }, (_, row) => numbers.slice(row * width, (row + 1) * width)));
}

/** Undefined: the bytes cannot be read. */
function cellOf(value: TensorValue, field: SignatureInput | undefined): Json | undefined {
  if (!Buffer.isBuffer(value) && typeof value !== 'string') return value;
  if (field?.type === 'bytes') return typeof value === 'string' ? value : value.toString('base64');
  const text = textOf(value);
  if (text === null) return undefined;
  if (field === undefined) return text;
  if (text === '' && isMissingText(field)) return null;
  if (field.type !== 'list' && field.type !== 'sparse' && field.type !== 'vector') return text;
  const parsed = parseStrictJson(text, { maxDepth: 4 });
  return parsed.ok ? (parsed.value as Json) : undefined; // what JSON.parse gives is JSON
}

/** The binary form has no null: an empty text stands for it, unless the field must be there or knows that level. */
function isMissingText({ required, levels }: SignatureInput): boolean {
  return !required && levels?.includes('') !== true;
}
