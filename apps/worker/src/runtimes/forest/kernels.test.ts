import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import { functionOf } from '../threads/inline-team';
import { startTeam } from '../threads/team';
import { binNumbers } from './cuts';
import { allocate, planMemory } from './kernel-memory';
import { forestModule } from './kernel-module';
import { exp, log } from './numeric';
import { rowBits } from './quantise';

/** Free room for tests behind the planned regions. */
const FREE = 256 * 1024;

function smallPlan(threads: number) {
  return planMemory({
    rows: 4,
    features: 1,
    threads,
    leaves: 2,
    outputs: 1,
    loss: 'log loss',
    weighted: false,
    heldRows: 0,
    heldWeighted: false,
  });
}

function alone() {
  const plan = smallPlan(1);
  const { memory } = allocate({ ...plan, bytes: 2 ** 20 }, 16_384);
  const { exports } = new WebAssembly.Instance(forestModule(), { env: { memory } });
  return { memory, kernel: (name: string) => functionOf(exports, name) };
}

describe('the barrier', () => {
  for (const threads of [1, 2, 3, 4, 5]) {
    it(`lets nobody through before all ${threads} have come`, async () => {
      const plan = smallPlan(threads);
      const { memory, words } = allocate(plan, 16_384);
      const team = startTeam({
        module: forestModule(),
        memory,
        sync: plan.at.sync,
        threads,
        calls: ['meetOften'],
        signal: new AbortController().signal,
      });
      await team.call('meetOften');
      await team.call('meetOften');
      await team.stop();
      expect(words[100]).toBe(2 * 300 * threads);
      expect(words[101]).toBe(0);
    });
  }

  it('ends every thread when one of them dies, with one error', async () => {
    const plan = smallPlan(3);
    const { memory } = allocate(plan, 16_384);
    const team = startTeam({
      module: forestModule(),
      memory,
      sync: plan.at.sync,
      threads: 3,
      calls: ['meetForever'],
      signal: new AbortController().signal,
    });
    const call = team.call('meetForever');
    await team.threads[1]!.terminate();
    await expect(call).rejects.toMatchObject({ report: { code: 'fit-thread-ended' } });
    await expect(team.call('meetForever')).rejects.toMatchObject({ report: { code: 'fit-thread-ended' } });
    await team.stop();
  });

  it('is left by all when the fit is given up', async () => {
    const plan = smallPlan(3);
    const { memory } = allocate(plan, 16_384);
    const giveUp = new AbortController();
    const team = startTeam({
      module: forestModule(),
      memory,
      sync: plan.at.sync,
      threads: 3,
      calls: ['meetForever'],
      signal: giveUp.signal,
    });
    const call = team.call('meetForever');
    setTimeout(() => giveUp.abort(new Error('enough')), 50);
    await expect(call).rejects.toThrow('enough');
    await team.stop();
  });
});

describe('numbers in kernels', () => {
  it('have the bits of exp, log and rowBits beside them', () => {
    const { kernel } = alone();
    const random = createRandom(3);
    for (let i = 0; i < 5000; i++) {
      const x = (random.next() - 0.5) * (i % 2 === 0 ? 4 : 1500);
      expect(kernel('exp')(x)).toBe(exp(x));
      expect(kernel('log')(exp(x))).toBe(log(exp(x)));
      const row = random.int(1 << 30);
      expect(kernel('rowBits')(i * 77_777, row) >>> 0).toBe(rowBits(i * 77_777, row) >>> 0);
    }
    expect(kernel('log')(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(kernel('log')(-1)).toBeNaN();
  });

  it('take e^x of four floats within 2 units in the last place', () => {
    const { kernel, memory } = alone();
    const values = new Float32Array(memory.buffer, FREE, 4000);
    const random = createRandom(5);
    const before = values.map(() => (random.next() - 0.5) * (random.int(2) === 0 ? 4 : 173));
    values.set(before);
    values[0] = 0;
    values[1] = 500;
    values[2] = -500;
    kernel('exponentials')(FREE, values.length);
    expect(values[0]).toBe(1);
    expect(values[1]! / Math.exp(87)).toBeCloseTo(1, 5);
    expect(values[2]! / Math.exp(-87)).toBeCloseTo(1, 5);
    let worst = 0;
    for (let i = 3; i < values.length; i++) worst = Math.max(worst, Math.abs(values[i]! / Math.exp(before[i]!) - 1));
    expect(worst).toBeLessThan(2 * 2 ** -23);
  });
});

describe('bin search', () => {
  it('equals a linear search at, below and above each cut', () => {
    const { kernel, memory } = alone();
    const random = createRandom(7);
    for (const count of [0, 1, 2, 7, 100, 253, 254]) {
      const cuts = Float32Array.from({ length: count }, () => Math.fround((random.next() - 0.5) * 100)).sort();
      const values = [Number.NaN, -0, 0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 5e-324, 1e300];
      for (const cut of cuts) values.push(cut, nextFloat(cut, -1), nextFloat(cut, 1), cut + 1e-12, cut - 1e-12);
      const ladder = new Float32Array(memory.buffer, FREE, 256).fill(Number.POSITIVE_INFINITY);
      ladder.set(cuts);
      for (const offset of [0, 3.25]) {
        const input = Float64Array.from(values, (value) => value + offset);
        new Float64Array(memory.buffer, FREE + 1024, input.length).set(input);
        const codes = new Uint8Array(memory.buffer, FREE + 65_536, input.length);
        kernel('binNumbers')(FREE + 1024, input.length, offset, FREE, FREE + 65_536);
        const linear = Array.from(input, (value) => {
          const x = Math.fround(value - offset);
          return Number.isNaN(x) ? 255 : cuts.filter((cut) => x > cut).length;
        });
        expect(Array.from(codes)).toEqual(linear);
        const beside = new Uint8Array(input.length);
        binNumbers(input, { kind: 'number', name: 'x', offset, cuts }, beside, 0);
        expect(Array.from(beside)).toEqual(linear);
      }
    }
  });

  it('lays rows as columns are', () => {
    const { kernel, memory } = alone();
    const random = createRandom(9);
    const rows = 2100;
    const features = 7;
    const columns = new Uint8Array(memory.buffer, FREE, rows * features);
    for (let at = 0; at < columns.length; at++) columns[at] = random.int(256);
    const target = FREE + 65_536;
    kernel('layRows')(FREE, rows, features, 0, rows, target);
    const laid = new Uint8Array(memory.buffer, target, rows * features);
    for (let row = 0; row < rows; row++)
      for (let f = 0; f < features; f++) expect(laid[row * features + f]).toBe(columns[f * rows + row]);
  });
});

/** The float next to a float, up or down. */
function nextFloat(value: number, direction: 1 | -1): number {
  const float = Float32Array.of(value);
  const bits = new Int32Array(float.buffer);
  bits[0]! += value >= 0 === direction > 0 ? 1 : -1;
  return float[0]!;
}
