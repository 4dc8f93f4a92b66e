import type { BackendName } from '../runtimes/tfjs/load-backend';

type EngineFacts = {
  title: string;
  device: 'cpu' | 'gpu';
  version: string;
  backend: BackendName;
  /** What adds it, at the root; null: it is part of the product. */
  install: string | null;
};

/** What can compute the nets that kernels of our own do not, of each device the fastest first: the first that works is used. */
export const engines = {
  '@tensorflow/tfjs-node-gpu': {
    ...{ title: 'TensorFlow on CUDA', device: 'gpu', version: '4.22.0', backend: 'tfjs-node-gpu' },
    install: 'npm install --no-save --ignore-scripts=false @tensorflow/tfjs-node-gpu@4.22.0',
  },
  webgpu: {
    ...{ title: 'WebGPU', device: 'gpu', version: '0.6.2', backend: 'webgpu' },
    install: 'npm install --no-save --ignore-scripts=false webgpu@0.6.2 @tensorflow/tfjs-backend-webgpu@4.22.0',
  },
  '@tensorflow/tfjs-node': {
    ...{ title: 'TensorFlow on processors', device: 'cpu', version: '4.22.0', backend: 'tfjs-node' },
    install: 'npm install --no-save --ignore-scripts=false @tensorflow/tfjs-node@4.22.0',
  },
  '@tensorflow/tfjs-backend-wasm': {
    ...{ title: 'TensorFlow.js on WebAssembly', device: 'cpu', version: '4.22.0', backend: 'wasm' },
    install: null,
  },
} as const satisfies Record<string, EngineFacts>;

export type EngineName = keyof typeof engines;
export const engineNames: readonly EngineName[] = Object.keys(engines).filter(isEngineName);

export function isEngineName(name: string): name is EngineName {
  return Object.hasOwn(engines, name);
}
