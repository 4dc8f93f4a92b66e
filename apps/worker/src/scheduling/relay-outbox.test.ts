import { describe, expect, it } from 'vitest';
import { createQuietLogger } from '../testing/quiet-logger';
import { createOutboxRelay, type OutboxRow } from './relay-outbox';

/** A relay over rows in memory and a queue that, like BullMQ, ignores keys it has already. */
function setUp() {
  const state = { rows: [] as OutboxRow[], hold: true, now: 1_000, reads: 0, active: false };
  const logger = createQuietLogger();
  const jobs = new Map<string, string>();
  const order: string[] = [];
  const names = new Set<string>();
  const revived: string[] = [];
  const relay = createOutboxRelay({
    hold: async () => state.hold,
    read: async ({ afterId, limit }) => {
      state.reads += 1;
      return state.rows.filter((row) => row.id > afterId).slice(0, limit);
    },
    enqueue: async (batch) => {
      for (const job of batch) {
        if (jobs.has(job.key)) continue;
        jobs.set(job.key, job.payload.outboxId);
        names.add(`${job.name} ${job.payload.outboxId}`);
        order.push(job.payload.outboxId);
      }
    },
    revive: async (job) => {
      revived.push(job.payload.outboxId);
      return !state.active;
    },
    now: () => state.now,
    logger,
  });
  const add = (...ids: number[]) =>
    state.rows.push(...ids.map((id) => ({ id: BigInt(id), topic: 'run-finished', key: `k${id}`, payload: {} })));
  const handled = (id: number) => {
    state.rows = state.rows.filter((row) => row.id !== BigInt(id));
    jobs.delete(`run-finished k${id}`);
  };
  return { state, relay, order, names, revived, jobs, add, handled, warnings: () => logger.lines.length };
}

describe('outbox relay', () => {
  it('hands rows on in order, each once, whatever their number', async () => {
    const { relay, order, add } = setUp();
    add(...Array.from({ length: 250 }, (_, i) => i + 1));
    await relay.tick();
    await relay.tick();
    expect(order).toEqual(Array.from({ length: 250 }, (_, i) => String(i + 1)));
  });

  it('hands publications, which may take minutes, to a queue of their own', async () => {
    const { state, relay, names, add } = setUp();
    add(1);
    state.rows.push({ id: 2n, topic: 'features-published', key: 'k2', payload: {} });
    await relay.tick();
    expect([...names]).toEqual(['handle-event 1', 'publish-view 2']);
  });

  it('does nothing while another process holds the lock', async () => {
    const { relay, state, order, add } = setUp();
    add(1);
    state.hold = false;
    await relay.tick();
    expect([order, state.reads]).toEqual([[], 0]);
  });

  it('finds a row that committed late under a lower id', async () => {
    const { relay, state, order, add } = setUp();
    add(5);
    await relay.tick();
    state.rows.unshift({ id: 3n, topic: 'run-finished', key: 'k3', payload: {} });
    state.now += 10_000;
    await relay.tick();
    expect(order).toEqual(['5', '3']);
  });

  it('gives rows their jobs again after the queue lost them', async () => {
    const { relay, state, order, jobs, add, handled } = setUp();
    add(1, 2);
    await relay.tick();
    handled(1);
    jobs.clear();
    state.now += 10_000;
    await relay.tick();
    expect(order).toEqual(['1', '2', '2']);
  });

  it('revives what is overdue, every half minute', async () => {
    const { relay, state, revived, add, warnings } = setUp();
    add(1);
    for (const seconds of [0, 15, 16, 15, 16]) {
      state.now += seconds * 1000;
      await relay.tick();
    }
    expect(revived).toEqual(['1', '1']);
    expect(warnings()).toBe(2);
    state.active = true; // it takes long, or waits for another: nothing to worry about
    state.now += 31_000;
    await relay.tick();
    expect([revived.length, warnings()]).toEqual([3, 2]);
  });
});
