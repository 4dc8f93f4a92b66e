import { PipelineError } from '@millrace/pipeline-core/errors';
import { bytesIn, intsIn, NotProtobuf, type ProtoField, protoFields } from './proto-fields';

/** Largest file that is read at all. */
export const mostModelBytes = 512 * 1024 * 1024;
/** Graphs inside of attributes of graphs, and so on. */
const deepest = 16;

/** What the file says of itself, by key (`metadata_props`). */
export type FileFacts = ReadonlyMap<string, string>;

/**
 * Looks through an .onnx file before the runtime gets it. Reads its facts, and refuses what is none, what keeps tensors in
 * other files, and tensors that are said to be larger than what the file holds of them: a runtime would go for the path, or
 * for the memory. Field numbers are those of onnx.proto.
 */
export function checkOnnxFile(bytes: Uint8Array, place: string): FileFacts {
  if (bytes.length > mostModelBytes) throw tooLarge(bytes.length, place);
  if (isRuntimeFormat(bytes)) {
    const seen = 'a file in the own format of ONNX Runtime (ORT), which may be two things at once';
    throw refused({ place, code: 'not-onnx', seen });
  }
  try {
    return readModel(bytes, place);
  } catch (error) {
    if (!(error instanceof NotProtobuf)) throw error;
    throw refused({
      place,
      code: 'not-onnx',
      seen: `a file that is no ONNX model: ${looksLike(bytes) ?? error.message}`,
    });
  }
}

/** By these four bytes the runtime takes a file for its own format, whatever else it is. */
function isRuntimeFormat(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(4, 8)).toString('latin1') === 'ORTM';
}

/** Said before a file is read: of its size alone. */
export function tooLarge(bytes: number, place: string): PipelineError {
  const megabytes = (value: number) => `${Math.ceil(value / 1048576)} MB`;
  return new PipelineError({
    code: 'model-too-large',
    family: 'pipeline',
    place,
    seen: `a file of ${megabytes(bytes)}`,
    expected: `at most ${megabytes(mostModelBytes)}`,
    next: 'Prune or quantise the model, or train a smaller one.',
  });
}

function readModel(bytes: Uint8Array, place: string): FileFacts {
  const facts = new Map<string, string>();
  let graphs = 0;
  for (const field of protoFields(bytes)) {
    if (field.field === 7) {
      graphs++;
      readGraph(bytesIn(field), { place, depth: 0 });
    }
    if (field.field === 14) facts.set(...readFact(bytesIn(field)));
    if (field.field === 25) readFunction(bytesIn(field), { place, depth: 0 });
  }
  if (graphs !== 1) throw new NotProtobuf(graphs === 0 ? 'it has no graph' : `it has ${graphs} graphs`);
  return facts;
}

function readFact(bytes: Uint8Array): [string, string] {
  let [key, value] = ['', ''];
  for (const field of protoFields(bytes)) {
    if (field.field === 1) key = textIn(field);
    if (field.field === 2) value = textIn(field);
  }
  return [key, value];
}

type Where = { place: string; depth: number };

function readGraph(bytes: Uint8Array, where: Where): void {
  if (where.depth > deepest) throw new NotProtobuf('graphs are inside of each other too often');
  for (const field of protoFields(bytes)) {
    if (field.field === 1) readNode(bytesIn(field), where);
    if (field.field === 5) readTensor(bytesIn(field), where.place);
    if (field.field === 15) readSparse(bytesIn(field), where.place);
  }
}

/** A function of the model: nodes, as in a graph, under another number. */
function readFunction(bytes: Uint8Array, where: Where): void {
  for (const field of protoFields(bytes)) {
    if (field.field === 7) readNode(bytesIn(field), where);
    if (field.field === 11) readAttribute(bytesIn(field), where);
  }
}

function readNode(bytes: Uint8Array, where: Where): void {
  for (const field of protoFields(bytes)) if (field.field === 5) readAttribute(bytesIn(field), where);
}

/** Attributes hold tensors (5, 10), graphs (6, 11) and sparse tensors (22, 23). */
function readAttribute(bytes: Uint8Array, { place, depth }: Where): void {
  for (const field of protoFields(bytes)) {
    if (field.field === 5 || field.field === 10) readTensor(bytesIn(field), place);
    if (field.field === 6 || field.field === 11) readGraph(bytesIn(field), { place, depth: depth + 1 });
    if (field.field === 22 || field.field === 23) readSparse(bytesIn(field), place);
  }
}

function readSparse(bytes: Uint8Array, place: string): void {
  for (const field of protoFields(bytes)) if (field.field === 1 || field.field === 2) readTensor(bytesIn(field), place);
}

/** A tensor: how large it says it is, against the bytes that are there. */
function readTensor(bytes: Uint8Array, place: string): void {
  let size = 1n;
  let held = 0;
  let name = '';
  for (const field of protoFields(bytes)) {
    if (field.field === 1) for (const dim of intsIn(field)) size *= dim < 0n ? 0n : dim;
    if (field.field === 8) name = textIn(field);
    if (field.field === 13 || (field.field === 14 && field.value === 1n)) throw elsewhere(name, bytes, place);
    if ([4, 5, 6, 7, 9, 10, 11].includes(field.field))
      held += field.value instanceof Uint8Array ? Math.max(1, field.value.length) : 1;
  }
  // No kind of cell takes less than half a byte.
  if (size > BigInt(held) * 2n)
    throw refused({
      place,
      code: 'model-lies',
      seen: `a tensor "${name}" of ${size} numbers, of which the file holds ${held} bytes`,
    });
}

function elsewhere(name: string, bytes: Uint8Array, place: string): PipelineError {
  const paths = [...protoFields(bytes)].flatMap((field) => {
    if (field.field !== 13) return [];
    const [key, value] = readFact(bytesIn(field));
    return key === 'location' ? [JSON.stringify(value.slice(0, 80))] : [];
  });
  return new PipelineError({
    code: 'model-elsewhere',
    family: 'pipeline',
    place,
    seen: `a tensor "${name}" that is kept in another file${paths.length === 0 ? '' : `, ${paths[0]}`}`,
    expected: 'a model whose tensors are all in the one file',
    next: 'Save it anew in one piece: onnx.save_model(model, path, save_as_external_data=False).',
  });
}

function textIn(field: ProtoField): string {
  return new TextDecoder().decode(bytesIn(field));
}

function refused(o: { place: string; code: string; seen: string }): PipelineError {
  return new PipelineError({
    ...o,
    family: 'pipeline',
    expected: 'an .onnx file in one piece',
    next: 'Export the model anew, for example with skl2onnx, onnxmltools or torch.onnx.',
  });
}

/** What people mistake for it, by the first bytes. */
function looksLike(bytes: Uint8Array): string | null {
  const text = new TextDecoder('latin1').decode(bytes.subarray(0, 64));
  if (text.startsWith('\x80')) return 'it looks like a Python pickle, which would run code and is never opened';
  if (text.startsWith('PK')) return 'it looks like a ZIP archive, as PyTorch and Keras save';
  if (text.startsWith('\x89HDF')) return 'it looks like HDF5, as Keras saves';
  if (/^\s*[{[<]/.test(text)) return 'it looks like text (JSON or XML)';
  return null;
}
