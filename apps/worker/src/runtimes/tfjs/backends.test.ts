import { describe, expect, it } from 'vitest';
import { loadBackend } from './load-backend';
import { referenceNets, trainReference } from './testing/reference-nets';

const epochs = 3;

describe('nets on WebAssembly', () => {
  it.each(referenceNets.map((net) => [net.name, net] as const))(
    '%s: losses of the plain backend, and no tensor left behind',
    async (_name, net) => {
      // The plain backend takes its time over images.
      const inputShape = net.name === 'images' ? [12, 12, 1] : net.inputShape;
      const small = { ...net, inputShape, rows: Math.min(net.rows, 96) };
      const { tf } = await loadBackend({ device: 'cpu', only: 'plain' });
      const plain = await trainReference(tf, small, epochs);
      await loadBackend({ device: 'cpu', only: 'wasm' });
      const before = tf.memory().numTensors;
      const wasm = await trainReference(tf, small, epochs);
      expect(wasm.losses).toHaveLength(epochs);
      for (const [epoch, loss] of wasm.losses.entries()) expect(loss).toBeCloseTo(plain.losses[epoch] ?? Number.NaN, 4);
      expect(wasm.losses.at(-1)).toBeLessThan(wasm.losses[0] ?? 0);
      expect(new Set(wasm.tensors).size).toBe(1);
      expect(tf.memory().numTensors).toBe(before);
    },
  );
});
