import { describe, expect, it } from 'vitest';
import { loadEngine } from './load-engine';

/** A module as `webgpu` is: its adapter is an object with getters. */
const webgpu = (info: object | null) => async () => ({
  create: () => ({ requestAdapter: async () => (info === null ? null : new Adapter(info)) }),
});
class Adapter {
  readonly #info: object;
  constructor(info: object) {
    this.#info = info;
  }
  get info() {
    return this.#info;
  }
}

describe('loading an engine', () => {
  it('says that it loads, or what its package throws', async () => {
    expect(await loadEngine('@tensorflow/tfjs-node', async () => ({}))).toEqual({ ok: true, gpu: null });
    const broken = async () => {
      throw new Error('wrong ELF class');
    };
    expect(await loadEngine('@tensorflow/tfjs-node', broken)).toEqual({ ok: false, message: 'wrong ELF class' });
  });

  it('asks WebGPU for a card and tells one played by a processor', async () => {
    const real = { vendor: 'nvidia', architecture: 'ampere', description: '' };
    expect(await loadEngine('webgpu', webgpu(real))).toEqual({
      ok: true,
      gpu: { adapter: 'nvidia ampere', software: false },
    });
    const played = { vendor: 'mesa', description: 'llvmpipe (LLVM 15)' };
    expect(await loadEngine('webgpu', webgpu(played))).toMatchObject({ gpu: { software: true } });
    expect(await loadEngine('webgpu', webgpu({ vendor: 'x', isFallbackAdapter: true }))).toMatchObject({
      gpu: { software: true },
    });
    const byMesa = { vendor: 'intel', description: 'Mesa Intel(R) UHD Graphics 620' };
    expect(await loadEngine('webgpu', webgpu(byMesa))).toMatchObject({ gpu: { software: false } });
    expect(await loadEngine('webgpu', webgpu({ vendor: 'Google' }))).toMatchObject({ gpu: { software: true } });
    expect(await loadEngine('webgpu', webgpu(null))).toEqual({ ok: true, gpu: null });
    expect(await loadEngine('webgpu', async () => ({}))).toMatchObject({ ok: false });
  });
});
