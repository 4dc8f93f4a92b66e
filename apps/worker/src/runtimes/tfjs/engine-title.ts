import type { Backend, BackendName } from './load-backend';

const titles: Record<BackendName, string> = {
  'tfjs-node-gpu': 'TensorFlow on CUDA',
  'tfjs-node': 'TensorFlow on processors',
  webgpu: 'WebGPU',
  wasm: 'TensorFlow.js on WebAssembly',
  plain: 'plain JavaScript',
};

/** What computes, for people. */
export function engineTitle({ name, adapter }: Backend): string {
  return `${titles[name]}${adapter === null ? '' : ` on ${adapter.name}`}`;
}
