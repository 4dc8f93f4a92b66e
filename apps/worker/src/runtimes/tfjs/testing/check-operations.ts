import { createRandom } from '@millrace/pipeline-core/seeded-random';
import type { Backend } from '../load-backend';
import type { Tensor, Tensors } from '../tensors';
import { say, seconds, some } from './check-tools';

async function read(tensor: Tensor): Promise<void> {
  await tensor.data();
  tensor.dispose();
}

/** What single operations cost: bringing a batch there from memory or out of a table that is there, a product, a small step. */
export async function operations({ tf, name }: Backend): Promise<void> {
  await batches(tf, name);
  for (const size of name === 'webgpu' ? [256, 1024, 4096] : [256, 1024]) await products(tf, name, some(size));
  const small = tf.ones([64, 64]);
  const chain = async () => {
    const end = tf.tidy(() => {
      let last: Tensor = small;
      for (let time = 0; time < 200; time++) last = tf.add(last, small);
      return tf.sum(last);
    });
    await read(end);
  };
  say({ part: 'operations', backend: name, microsecondsPerAdd: Math.round(((await seconds(chain, 5)) / 200) * 1e6) });
  // Bringing a batch there and a turn of the event loop, without waiting for an answer each time.
  const batch = new Float32Array(256 * 100).fill(1);
  const many = async (work: () => unknown) => {
    const spent = await seconds(async () => {
      for (let time = 0; time < 100; time++) await work();
      await read(tf.sum(small));
    }, 3);
    return Math.round((spent / 100) * 1e6);
  };
  const uploads = await many(() => tf.tidy(() => void tf.sum(tf.tensor2d(batch.slice(), [256, 100]), 0)));
  const sums = await many(() => tf.tidy(() => void tf.sum(small, 0)));
  const turns = await many(() => {
    tf.tidy(() => void tf.add(small, small));
    return new Promise<void>((resolve) => setImmediate(resolve));
  });
  say({ part: 'operations', backend: name, microseconds: { uploads, sums, turns } });
  small.dispose();
}

async function batches(tf: Tensors, name: string): Promise<void> {
  const rows = 100_000;
  const table = new Float32Array(rows * 100).fill(0.5);
  const there = tf.tensor2d(table, [rows, 100]);
  for (const size of [256, 8192]) {
    const order = createRandom(1).shuffle(Int32Array.from({ length: size }, (_, row) => row));
    const up = () => read(tf.tidy(() => tf.sum(tf.tensor2d(table.slice(0, size * 100), [size, 100]))));
    const taken = () => read(tf.tidy(() => tf.sum(tf.gather(there, tf.tensor1d(order, 'int32')))));
    const [upload, gather] = [await seconds(up, 20), await seconds(taken, 20)];
    say({ part: 'operations', backend: name, batch: size, uploadMs: upload * 1e3, gatherMs: gather * 1e3 });
  }
  there.dispose();
}

async function products(tf: Tensors, name: string, size: number): Promise<void> {
  const [a, b] = [tf.randomUniform([size, size]), tf.randomUniform([size, size])];
  const many = 20;
  const product = async () => {
    for (let time = 1; time < many; time++) tf.matMul(a, b).dispose();
    await read(tf.tidy(() => tf.sum(tf.matMul(a, b))));
  };
  const each = (await seconds(product, 3)) / many;
  say({ part: 'operations', backend: name, product: size, gigaflops: Math.round((2 * size ** 3) / each / 1e9) });
  tf.dispose([a, b]);
}
