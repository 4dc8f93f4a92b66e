import type { Device } from '../model-runtime';
import { loadBackend } from '../tfjs/load-backend';
import { kernelEngine } from './kernel-engine';
import { type NetNeed, planNet } from './kernel-plan';
import type { NetEngine } from './net-trainer';
import { ownKernels } from './own-kernels';
import { tensorEngine } from './tensor-engine';

/**
 * On processors kernels of our own for nets whose hidden layers are narrow enough and that WebAssembly can address, so that
 * the net and its rows alone decide; TensorFlow.js for all others. Throws `no-backend` where that has none for the device.
 */
export async function openNetEngine(device: Device, need: NetNeed): Promise<NetEngine> {
  const hidden = need.shape.layers.slice(0, -1).map(({ outputs }) => outputs);
  const own = device === 'cpu' && Math.max(...hidden) <= ownKernels.widestLayer ? planNet(need) : null;
  return own === null ? tensorEngine(await loadBackend({ device }), need) : kernelEngine(own);
}
