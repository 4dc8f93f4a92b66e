import { describe, expect, it } from 'vitest';
import { loadEngine } from './load-engine';

describe('loading an engine', () => {
  it('says that it computes', async () => {
    expect(await loadEngine('@tensorflow/tfjs-backend-wasm')).toEqual({ ok: true, gpu: null });
  });

  it('says what its package throws, or that it found no card', async () => {
    const broken = async () => {
      throw new Error('wrong ELF class');
    };
    expect(await loadEngine('@tensorflow/tfjs-node', broken)).toEqual({ ok: false, message: 'wrong ELF class' });
    const blind = async () => ({ create: () => ({ requestAdapter: async () => null }) });
    expect(await loadEngine('webgpu', blind)).toEqual({ ok: false, message: 'no graphics card was found' });
  });
});
