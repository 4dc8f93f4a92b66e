import { err, ok, type Result } from '@millrace/pipeline-core/result';
import { z } from 'zod';
import { parseBody } from '../native-request';
import { type Datatype, datatypes, readBinary, readJsonData, type TensorValue } from './datatypes';
import { countElements } from './element-count';
import { badRequest, type OipProblem } from './oip-problem';

const parametersSchema = z.record(z.string(), z.unknown()).optional();

/** Parameters nobody knows are passed over: clients of other servers send their own. */
const inferSchema = z.object({
  id: z.string().optional(),
  parameters: parametersSchema,
  inputs: z
    .array(
      z.object({
        name: z.string(),
        shape: z.array(z.number().int().nonnegative()).min(1),
        datatype: z.enum(datatypes),
        parameters: parametersSchema,
        data: z.unknown().optional(),
      }),
    )
    .min(1),
  outputs: z.array(z.object({ name: z.string(), parameters: parametersSchema })).optional(),
});

export type InputTensor = { name: string; datatype: Datatype; shape: readonly number[]; values: TensorValue[] };
export type AskedOutput = { name: string; binary: boolean };
export type InferRequest = {
  id?: string;
  inputs: InputTensor[];
  /** Null: all there are. */
  outputs: AskedOutput[] | null;
  /** Of outputs that are not asked for by name. */
  binary: boolean;
};

type SentInput = z.output<typeof inferSchema>['inputs'][number];

/**
 * Reads the body of an infer request: JSON, and behind its first `jsonBytes` bytes the data of binary tensors in the
 * order of the inputs (inference_rest.md and extension_binary_data.md of the protocol). Without that length all is JSON.
 * A request of several tensors may name those in `fields` alone; one tensor may have any name. Rows beyond the limit, and
 * names nobody knows, are refused before elements are read: those cost far more memory than the bytes that they came in.
 */
export function readInferRequest(
  body: Buffer,
  jsonBytes: string | undefined,
  fields: ReadonlySet<string>,
): Result<InferRequest, OipProblem> {
  const length = readLength(body, jsonBytes);
  if (length === null) {
    return refuse(`Inference-Header-Content-Length is ${jsonBytes}, and the body has ${body.length} bytes.`);
  }
  const json = parseBody(body.subarray(0, length));
  if (!json.ok) return refuse(json.error.message);
  const parsed = inferSchema.safeParse(json.value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return refuse(`${issue?.path.join('.') || 'The body'}: ${issue?.message ?? 'not as expected'}.`);
  }
  const { id, inputs, outputs, parameters } = parsed.data;
  const unknown = inputs.length > 1 ? inputs.find(({ name }) => !fields.has(name)) : undefined;
  if (unknown !== undefined) {
    return refuse(`There is no input ${JSON.stringify(unknown.name)}: this model has ${[...fields].join(', ')}.`);
  }
  const tensors = readTensors(inputs, body.subarray(length));
  if (!tensors.ok) return tensors;
  const binary = parameters?.binary_data_output === true;
  return ok({
    ...(id === undefined ? {} : { id }),
    inputs: tensors.value,
    outputs:
      outputs?.map(({ name, parameters: own }) => ({
        name,
        binary: typeof own?.binary_data === 'boolean' ? own.binary_data : binary,
      })) ?? null,
    binary,
  });
}

const refuse = (message: string) => err(badRequest(message));

function readLength(body: Buffer, sent: string | undefined): number | null {
  if (sent === undefined) return body.length;
  const length = /^\d{1,15}$/.test(sent.trim()) ? Number(sent) : Number.NaN;
  return length <= body.length ? length : null;
}

function readTensors(inputs: readonly SentInput[], rest: Buffer): Result<InputTensor[], OipProblem> {
  const tensors: InputTensor[] = [];
  const names = new Set<string>();
  let at = 0;
  for (const input of inputs) {
    const { name, shape, datatype } = input;
    if (names.has(name)) return refuse(`The input ${JSON.stringify(name)} is given twice.`);
    names.add(name);
    if (input.parameters?.shared_memory_region !== undefined) {
      return err({ status: 501, message: 'Shared memory is not offered: send the data in the request.' });
    }
    const size = input.parameters?.binary_data_size;
    const taken = typeof size === 'number' ? size : 0;
    const problem = checkSize({ input, left: rest.length - at });
    if (problem !== null) return refuse(`Input ${JSON.stringify(name)}: ${problem}`);
    const count = countElements(input);
    if (!count.ok) return count;
    const values =
      size === undefined
        ? readJsonData(input.data, datatype)
        : readBinary(rest.subarray(at, at + taken), { datatype, count: count.value });
    if (!values.ok) return refuse(`Input ${JSON.stringify(name)}: ${values.error}`);
    if (values.value.length !== count.value) {
      const seen = `${values.value.length} elements of data`;
      return refuse(`Input ${JSON.stringify(name)}: ${seen}, and the shape [${shape.join(', ')}] has ${count.value}.`);
    }
    at += taken;
    tensors.push({ name, datatype, shape, values: values.value });
  }
  return at === rest.length
    ? ok(tensors)
    : refuse(`${rest.length - at} bytes are left over behind the data of the inputs.`);
}

function checkSize({ input, left }: { input: SentInput; left: number }): string | null {
  const size = input.parameters?.binary_data_size;
  if (size === undefined) return input.data === undefined ? 'it has neither "data" nor "binary_data_size".' : null;
  if (input.data !== undefined) return 'it has both "data" and "binary_data_size".';
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 0)
    return '"binary_data_size" must be a count of bytes.';
  return size > left ? `its ${size} bytes of binary data are not there: ${left} are left.` : null;
}
