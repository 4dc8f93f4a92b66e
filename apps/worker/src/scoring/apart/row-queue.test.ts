import { describe, expect, it } from 'vitest';
import type { RowResult } from './protocol';
import { createRowQueue } from './row-queue';

const never = new AbortController().signal;
const scored = (value: number): RowResult => ({
  answer: { prediction: value, output: [value], micros: { features: 0, model: 0 } },
});

function setUp() {
  let late = 0;
  const queue = createRowQueue(() => {
    late += 1;
  });
  const ask = (x: number, signal = never) =>
    queue.ask({ x }, { signal }).then(
      ({ prediction }) => prediction,
      (error: Error) => error.message,
    );
  return { queue, ask, late: () => late };
}

describe('rows on their way to a process', () => {
  it('go in batches: what comes while one is under way is the next', async () => {
    const { queue, ask } = setUp();
    const first = ask(1);
    expect(queue.next()).toEqual({ batch: 1, rows: [{ row: { x: 1 } }] });
    const more = Array.from({ length: 70 }, (_, at) => ask(at));
    expect([queue.next(), queue.ahead()]).toEqual([null, 71]);
    expect(queue.settle(1, scored(10))).toBe('in-time');
    expect(await first).toBe(10);
    expect(queue.next()?.rows).toHaveLength(64);
    for (let at = 0; at < 64; at += 1) queue.settle(2, scored(at));
    expect(queue.next()?.rows).toHaveLength(6);
    for (let at = 64; at < 70; at += 1) queue.settle(3, scored(at));
    expect(await Promise.all(more)).toEqual(Array.from({ length: 70 }, (_, at) => at));
    expect([queue.ahead(), queue.isFlying()]).toEqual([0, false]);
  });

  it('are answered one by one: none waits for those behind it', async () => {
    const { queue, ask } = setUp();
    const [first, second] = [ask(1), ask(2)];
    queue.next();
    queue.settle(1, scored(1));
    expect([await first, queue.isFlying(), queue.ahead()]).toEqual([1, true, 1]);
    expect(queue.settle(1, { error: 'broken weights' })).toBe('in-time');
    expect([await second, queue.isFlying()]).toEqual(['broken weights', false]);
  });

  it('are not sent once nobody waits for them, and count as late', async () => {
    const { queue, ask, late } = setUp();
    const over = new AbortController();
    const lost = [ask(1, over.signal), ask(2, over.signal)];
    const kept = ask(3);
    over.abort();
    expect(await Promise.all(lost)).toEqual(lost.map(() => 'nobody waits for the answer any more'));
    expect(late()).toBe(2);
    expect(queue.next()?.rows).toEqual([{ row: { x: 3 } }]);
    expect(queue.settle(1, scored(3))).toBe('in-time');
    expect(await kept).toBe(3);
  });

  it('are not late by a slow process where others were answered in the meantime', async () => {
    const { queue, ask, late } = setUp();
    const over = new AbortController();
    const kept = ask(1);
    const lost = ask(2, over.signal);
    queue.next();
    queue.settle(1, scored(1));
    over.abort();
    await Promise.all([kept, lost]);
    expect(late()).toBe(0);
  });

  it('that were given up under way are no answer in time, and are not waited for by others', async () => {
    const { queue, ask, late } = setUp();
    const over = new AbortController();
    const lost = [ask(1, over.signal), ask(2, over.signal)];
    queue.next();
    over.abort();
    await Promise.all(lost);
    expect([queue.ahead(), late()]).toEqual([1, 2]); // the first may be computed
    expect(queue.settle(1, { over: true })).toBe('late');
    expect(queue.settle(1, scored(2))).toBe('late');
    expect(queue.ahead()).toBe(0);
  });

  it('ignore the answer of another batch; the one being made fails when the process ends, others wait for another time', async () => {
    const { queue, ask } = setUp();
    const answers = [ask(1), ask(2), ask(3)];
    queue.next();
    answers.push(ask(4));
    expect(queue.settle(9, scored(7))).toBe('stray');
    queue.settle(1, scored(1));
    queue.fail({ asked: new Error('it has ended'), waiting: new Error('it is away'), oneByOne: true });
    expect(await Promise.all(answers)).toEqual([1, 'it has ended', 'it is away', 'it is away']);
    expect([queue.ahead(), queue.isFlying()]).toEqual([0, false]);
  });

  it('may all have had a part in the end of a process that gathers its answers, but for those that were not sent', async () => {
    const { queue, ask } = setUp();
    const answers = [ask(1), ask(2), ask(3)];
    queue.next();
    answers.push(ask(4));
    queue.settle(1, scored(1));
    queue.fail({ asked: new Error('it has ended'), waiting: new Error('it is away'), oneByOne: false });
    expect(await Promise.all(answers)).toEqual([1, 'it has ended', 'it has ended', 'it is away']);
  });
});
