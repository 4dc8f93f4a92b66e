/** Packages that can compute models, the fastest first; none of them is part of the product. */
export const engines = {
  '@tensorflow/tfjs-node-gpu': { title: 'TensorFlow on CUDA', device: 'gpu', version: '4.22.0' },
  '@tensorflow/tfjs-node': { title: 'TensorFlow on processors', device: 'cpu', version: '4.22.0' },
  webgpu: { title: 'WebGPU', device: 'gpu', version: '0.6.2' },
  '@tensorflow/tfjs-backend-wasm': { title: 'TensorFlow.js on WebAssembly', device: 'cpu', version: '4.22.0' },
  '@tensorflow/tfjs-backend-cpu': { title: 'TensorFlow.js in plain JavaScript', device: 'cpu', version: '4.22.0' },
} as const satisfies Record<string, { title: string; device: 'cpu' | 'gpu'; version: string }>;

export type EngineName = keyof typeof engines;
export const engineNames: readonly EngineName[] = Object.keys(engines).filter(isEngineName);

export function isEngineName(name: string): name is EngineName {
  return Object.hasOwn(engines, name);
}
