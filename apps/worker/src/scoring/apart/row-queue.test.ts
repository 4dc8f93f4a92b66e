import { describe, expect, it } from 'vitest';
import type { ScoredBatch } from './protocol';
import { createRowQueue } from './row-queue';

const never = new AbortController().signal;
const answers = (batch: number, ...values: number[]): ScoredBatch => ({
  kind: 'scored',
  batch,
  answers: values.map((value) => ({
    answer: { prediction: value, output: [value], micros: { features: 0, model: 0 } },
  })),
});

function setUp() {
  let late = 0;
  const queue = createRowQueue(() => {
    late += 1;
  });
  const ask = (x: number, signal = never) =>
    queue.ask({ x }, signal).then(
      ({ prediction }) => prediction,
      (error: Error) => error.message,
    );
  return { queue, ask, late: () => late };
}

describe('rows on their way to a process', () => {
  it('go in batches: what comes while one is under way is the next', async () => {
    const { queue, ask } = setUp();
    const first = ask(1);
    expect(queue.next()).toEqual({ batch: 1, rows: [{ x: 1 }] });
    const more = Array.from({ length: 70 }, (_, at) => ask(at));
    expect(queue.next()).toBeNull();
    expect(queue.settle(answers(1, 10))).toBe(1);
    expect(await first).toBe(10);
    expect(queue.next()?.rows).toHaveLength(64);
    queue.settle(answers(2, ...Array.from({ length: 64 }, (_, at) => at)));
    expect(queue.next()?.rows).toHaveLength(6);
    queue.settle(answers(3, ...Array.from({ length: 6 }, (_, at) => 64 + at)));
    expect(await Promise.all(more)).toEqual(Array.from({ length: 70 }, (_, at) => at));
    expect(queue.isEmpty()).toBe(true);
  });

  it('are not sent once nobody waits for them, and count as late', async () => {
    const { queue, ask, late } = setUp();
    const over = new AbortController();
    const lost = [ask(1, over.signal), ask(2, over.signal)];
    const kept = ask(3);
    over.abort();
    expect(await Promise.all(lost)).toEqual(lost.map(() => 'nobody waits for the answer any more'));
    expect(late()).toBe(2);
    expect(queue.next()).toEqual({ batch: 1, rows: [{ x: 3 }] });
    expect(queue.settle(answers(1, 3))).toBe(1);
    expect(await kept).toBe(3);
  });

  it('that were given up under way are no answer in time', async () => {
    const { queue, ask, late } = setUp();
    const over = new AbortController();
    const lost = ask(1, over.signal);
    queue.next();
    over.abort();
    await lost;
    expect([queue.settle(answers(1, 1)), late()]).toEqual([0, 1]);
  });

  it('fail where the answer is of another batch, too short, or never comes', async () => {
    const { queue, ask } = setUp();
    const two = [ask(1), ask(2)];
    queue.next();
    expect(queue.settle(answers(9, 1, 2))).toBe(0);
    queue.settle(answers(1, 1));
    expect(await Promise.all(two)).toEqual([1, 'its process answered fewer rows than it was asked']);
    const lost = [ask(3), ask(4)];
    queue.next();
    lost.push(ask(5));
    queue.fail({ asked: new Error('it has ended'), waiting: new Error('it is away') });
    expect(await Promise.all(lost)).toEqual(['it has ended', 'it has ended', 'it is away']);
    expect(queue.isEmpty()).toBe(true);
  });
});
