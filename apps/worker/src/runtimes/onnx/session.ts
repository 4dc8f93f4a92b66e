import type { InferenceSession, Tensor } from 'onnxruntime-node';

/** Types of tensors that are read and answered, as the runtime calls them, and how their cells lie in JavaScript. */
export type TensorCells =
  | { type: 'float32'; data: Float32Array }
  | { type: 'float64'; data: Float64Array }
  | { type: 'int64'; data: BigInt64Array }
  | { type: 'int32'; data: Int32Array }
  | { type: 'bool'; data: Uint8Array }
  | { type: 'string'; data: string[] };
export type TensorType = TensorCells['type'];

/** A declared input or output; a dimension without a fixed size has the name that the file gives it, or ''. */
export type TensorSpec = { name: string; type: string; dims: readonly (number | string)[] };

/** An open model of ONNX Runtime: on the processor, on one thread. */
export type OnnxSession = {
  inputs: readonly TensorSpec[];
  outputs: readonly TensorSpec[];
  run(feeds: Readonly<Record<string, TensorCells & { dims: readonly number[] }>>): Promise<Map<string, OnnxAnswer>>;
  close(): Promise<void>;
};
export type OnnxAnswer = { type: string; dims: readonly number[]; data: Tensor.DataType };

/**
 * Opens a model. The runtime is a native library that reads what others wrote, so it is loaded here alone, when it is needed:
 * only children that run steps come by. Throws the runtime's own error.
 */
export async function openOnnx(bytes: Uint8Array): Promise<OnnxSession> {
  const ort = await import('onnxruntime-node');
  const session = await ort.InferenceSession.create(bytes, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    // Warnings of graphs that others wrote would fill the log of the worker.
    logSeverityLevel: 3,
  });
  return {
    inputs: session.inputMetadata.map(specOf),
    outputs: session.outputMetadata.map(specOf),
    async run(feeds) {
      const tensors = Object.entries(feeds).map(([name, { type, data, dims }]) => [
        name,
        new ort.Tensor(type, data, [...dims]),
      ]);
      const found = await session.run(Object.fromEntries(tensors));
      return new Map(Object.entries(found).map(([name, { type, dims, data }]) => [name, { type, dims, data }]));
    },
    close: () => session.release(),
  };
}

function specOf(value: InferenceSession.ValueMetadata): TensorSpec {
  // Maps and sequences have no shape; whoever reads the signature refuses them by name.
  return value.isTensor
    ? { name: value.name, type: value.type, dims: value.shape }
    : { name: value.name, type: 'no tensor', dims: [] };
}
