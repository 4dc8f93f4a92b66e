import type { OutputTensor } from './output-tensors';

export type InferAnswer = {
  model_name: string;
  model_version?: string;
  id?: string;
  outputs: { tensor: OutputTensor; binary: boolean }[];
};

/** The body of an answer; `jsonBytes` is given when binary data follow the JSON. */
export type InferBody = { bytes: Buffer; jsonBytes: number | null };

/** Answer as JSON, with the tensors that were asked for in binary behind it, in their order. */
export function writeInferAnswer({ outputs, ...head }: InferAnswer): InferBody {
  const blocks: Buffer[] = [];
  const written = outputs.map(({ tensor, binary }) => {
    const { data, ...about } = tensor;
    if (!binary) return { ...about, data }; // JSON writes NaN as null, as the protocol asks for
    const block = toBinary(tensor);
    blocks.push(block);
    return { ...about, parameters: { ...about.parameters, binary_data_size: block.length } };
  });
  const json = Buffer.from(JSON.stringify({ ...head, outputs: written }));
  if (blocks.length === 0) return { bytes: json, jsonBytes: null };
  return { bytes: Buffer.concat([json, ...blocks]), jsonBytes: json.length };
}

/** Little endian, without padding. */
function toBinary({ datatype, data }: OutputTensor): Buffer {
  switch (datatype) {
    case 'FP64': {
      const bytes = Buffer.alloc(data.length * 8);
      for (const [at, value] of data.entries()) bytes.writeDoubleLE(Number(value), at * 8);
      return bytes;
    }
    case 'INT64': {
      const bytes = Buffer.alloc(data.length * 8);
      for (const [at, value] of data.entries()) bytes.writeBigInt64LE(BigInt(value), at * 8);
      return bytes;
    }
    case 'BYTES':
      return Buffer.concat(data.flatMap((value) => withLength(Buffer.from(String(value)))));
  }
}

function withLength(text: Buffer): Buffer[] {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return [length, text];
}
