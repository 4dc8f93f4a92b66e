import type { Backend, BackendName } from '../tfjs/load-backend';
import type { NetNeed } from './kernel-plan';
import type { NetEngine } from './net-trainer';
import { createTensorTrainer } from './tensor-trainer';

const titles: Record<BackendName, string> = {
  'tfjs-node-gpu': 'TensorFlow on CUDA',
  'tfjs-node': 'TensorFlow on processors',
  webgpu: 'WebGPU',
  wasm: 'TensorFlow.js on WebAssembly',
  plain: 'plain JavaScript',
};

/** A net on a backend of TensorFlow.js. */
export function tensorEngine(backend: Backend, { shape, rows, heldRows }: NetNeed): NetEngine {
  const { name, adapter, repeats } = backend;
  const width = shape.layers[0]?.inputs ?? 0;
  return {
    title: `${titles[name]}${adapter === null ? '' : ` on ${adapter.name}`}`,
    repeats,
    cells: { train: new Float32Array(rows * width), validation: new Float32Array(heldRows * width) },
    trainer: (work, from) => createTensorTrainer(backend, work, from),
  };
}
