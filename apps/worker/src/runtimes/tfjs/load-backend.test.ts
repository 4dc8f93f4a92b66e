import { describe, expect, it } from 'vitest';
import { loadBackend } from './load-backend';
import { askAdapter } from './web-gpu';

/** A module as `webgpu` is: its adapter is an object with getters. */
const webgpu = (info: object | null) => ({
  create: () => ({ requestAdapter: async () => (info === null ? null : new Card(info)) }),
});
class Card {
  readonly #info: object;
  constructor(info: object) {
    this.#info = info;
  }
  get info() {
    return this.#info;
  }
}

describe('the card that WebGPU finds', () => {
  const adapterOf = async (info: object | null) => (await askAdapter(webgpu(info))).adapter;

  it('is told from one played by a processor', async () => {
    const real = { vendor: 'nvidia', architecture: 'ampere', description: '' };
    expect(await adapterOf(real)).toEqual({ name: 'nvidia ampere', software: false });
    expect(await adapterOf({ vendor: 'mesa', description: 'llvmpipe (LLVM 15)' })).toMatchObject({ software: true });
    expect(await adapterOf({ vendor: 'x', isFallbackAdapter: true })).toMatchObject({ software: true });
    expect(await adapterOf({ vendor: 'Google' })).toMatchObject({ software: true });
    const byMesa = { vendor: 'intel', description: 'Mesa Intel(R) UHD Graphics 620' };
    expect(await adapterOf(byMesa)).toMatchObject({ software: false });
    expect(await adapterOf(null)).toBeNull();
    await expect(askAdapter({})).rejects.toThrow();
  });
});

describe('a backend', () => {
  it('of a graphics card is never a processor, and says why there is none', async () => {
    const importModule = async (name: string) => {
      if (name === 'webgpu') return webgpu({ vendor: 'mesa', description: 'llvmpipe' });
      throw new Error(`Cannot find package '${name}'`);
    };
    await expect(loadBackend({ device: 'gpu', importModule })).rejects.toMatchObject({
      report: {
        code: 'no-backend',
        seen: expect.stringMatching(/^tfjs-node-gpu: Cannot find .*; webgpu: mesa llvmpipe is a processor that plays/),
        next: expect.stringContaining('Choose the processor'),
      },
    });
  });

  it('of TensorFlow on CUDA is none where it would compute on processors', async () => {
    const tf = await import('@tensorflow/tfjs-core');
    class Native extends tf.KernelBackend {
      constructor(readonly isUsingGpuDevice?: boolean) {
        super();
      }
      override dispose() {}
    }
    const ask = async (backend: Native) => {
      const importModule = async () => tf.registerBackend('tensorflow', () => backend);
      try {
        return await loadBackend({ device: 'gpu', only: 'tfjs-node-gpu', importModule });
      } finally {
        tf.removeBackend('tensorflow');
      }
    };
    for (const backend of [new Native(false), new Native()]) {
      const seen = expect.stringContaining('tfjs-node-gpu: it found no graphics card it can use');
      await expect(ask(backend)).rejects.toMatchObject({ report: { code: 'no-backend', seen } });
    }
    expect(await ask(new Native(true))).toMatchObject({ name: 'tfjs-node-gpu' });
  });

  it('of a processor is WebAssembly where nothing faster works, and what it computes repeats', async () => {
    const importModule = async () => {
      throw new Error('libtensorflow.so.2: cannot open shared object file');
    };
    // What becomes of an error that nobody caught is left to the process.
    const handlers = () => [...process.listeners('uncaughtException'), ...process.listeners('unhandledRejection')];
    const before = handlers();
    const { name, repeats, adapter } = await loadBackend({ device: 'cpu', importModule });
    expect([before.length > 0, handlers()]).toEqual([true, before]);
    expect({ name, repeats, adapter }).toEqual({ name: 'wasm', repeats: true, adapter: null });
  });

  it('is there for each of many that ask at once', async () => {
    const asked = await Promise.all(
      ['plain', 'wasm', 'wasm', 'plain'].map((only) =>
        loadBackend({ device: 'cpu', only: only === 'wasm' ? 'wasm' : 'plain' }),
      ),
    );
    expect(asked.map(({ name }) => name)).toEqual(['plain', 'wasm', 'wasm', 'plain']);
  });
});
