import { hasGpu, slotsOf } from '@millrace/pipeline-core/workers';
import { describe, expect, it } from 'vitest';
import { engineNames } from './engines';
import { type Probing, probeCapabilities } from './probe';

const machine = { cores: 4, memoryBytes: 8e9, capsMemory: true };
const bare: Probing = {
  machine,
  versionOf: async () => null,
  load: async (name) => {
    throw new Error(`${name} is not installed and must not be loaded`);
  },
  findCard: async () => null,
};
const card = { adapter: 'NVIDIA L4', software: false };

describe('what a worker can compute with', () => {
  it('is its own engine on a bare machine, and how to add the others', async () => {
    const found = await probeCapabilities(bare);
    expect(found).toMatchObject({ ...machine, v: 1, gpu: null, python: [] });
    expect(found.engines.map(({ name, state }) => [name, state])).toEqual([
      ['millrace', 'used'],
      ...engineNames.map((name) => [name, 'absent']),
    ]);
    expect(found.engines[0]?.why).toMatch(
      /except neural nets on a graphics card or with over 512 cells in a hidden layer/,
    );
    for (const { why } of found.engines.slice(1)) expect(why).toMatch(/npm (install --no-save|ci)/);
    expect(slotsOf(found)).toEqual({ cpu: 4 });
  });

  it('is an engine that loads, and not one that does not, in the words of its package', async () => {
    const found = await probeCapabilities({
      ...bare,
      versionOf: async (name) => (name.startsWith('@tensorflow/tfjs-node') ? '4.22.0' : null),
      load: async (name) =>
        name === '@tensorflow/tfjs-node-gpu'
          ? { ok: false, message: 'libcudart.so.11.0: cannot open shared object file\n    at node:internal' }
          : { ok: true, gpu: null },
      findCard: async () => card,
    });
    const by = new Map(found.engines.map((engine) => [engine.name, engine]));
    expect(by.get('@tensorflow/tfjs-node')).toMatchObject({
      ...{ state: 'used', version: '4.22.0' },
      why: expect.stringContaining('neural nets on processors with over 512 cells in a hidden layer'),
    });
    expect(by.get('@tensorflow/tfjs-node-gpu')).toMatchObject({
      state: 'broken',
      why: 'libcudart.so.11.0: cannot open shared object file.',
    });
    expect(found.gpu).toEqual(card);
    expect(hasGpu(found)).toBe(false);
  });

  it('is the card that the driver names before the adapter that WebGPU finds', async () => {
    const adapter = { adapter: 'intel gen-12lp', software: false };
    const withWebgpu: Probing = {
      ...bare,
      versionOf: async (name) => (name === 'webgpu' ? '0.6.2' : null),
      load: async () => ({ ok: true, gpu: adapter }),
    };
    expect((await probeCapabilities(withWebgpu)).gpu).toEqual(adapter);
    const both = await probeCapabilities({ ...withWebgpu, findCard: async () => card });
    expect(both.gpu).toEqual(card);
    expect(slotsOf(both)).toEqual({ cpu: 4, gpu: 1 });
  });

  it('uses the first engine of a device that works, and none that only plays a card', async () => {
    const played = { adapter: 'mesa llvmpipe', software: true };
    const found = await probeCapabilities({
      ...bare,
      versionOf: async () => '4.22.0',
      load: async (name) => ({ ok: true, gpu: name === 'webgpu' ? played : null }),
      findCard: async () => card,
    });
    const stateOf = (name: string) => found.engines.find((engine) => engine.name === name)?.state;
    expect(stateOf('@tensorflow/tfjs-node')).toBe('used');
    expect(stateOf('@tensorflow/tfjs-backend-wasm')).toBe('ready');
    expect(stateOf('webgpu')).toBe('broken');
    const alone = await probeCapabilities({
      ...bare,
      versionOf: async (name) => (name === 'webgpu' ? '0.6.2' : null),
      load: async () => ({ ok: true, gpu: played }),
      findCard: async () => card,
    });
    expect(hasGpu(alone)).toBe(false);
  });
});
