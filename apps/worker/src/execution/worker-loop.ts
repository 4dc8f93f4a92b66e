import { isRetryable, type LeasedStep, lease, type SteadyConnection } from '@millrace/db/protocol';
import type { Logger } from '../logger';
import type { BackPressureReason } from './back-pressure';
import { commitResults } from './commit-results';
import type { StepHandler, StepListener } from './interfaces';
import { type Life, stepKey, usedSlots } from './life';
import { retryCall } from './retry-call';
import { runStep } from './run-step';
import type { ExecutionSettings } from './settings';

export type WorkerLoopOptions = {
  connection: SteadyConnection;
  life: () => Life;
  handler: StepHandler;
  settings: ExecutionSettings;
  logger: Logger;
  pressure: (running: number) => Promise<BackPressureReason | null>;
  watch: (step: LeasedStep) => StepListener;
  onFatal: (error: unknown) => void;
};

export type WorkerLoop = {
  /** Ready steps may be there: of one queue, or (null) of any. */
  wake(queue: string | null): void;
  /** Leases nothing more and continues no run. Results are still committed. */
  stopLeasing(): void;
  pressure(): BackPressureReason | null;
  /** Resolves when nothing runs and every result is committed. */
  idle(): Promise<void>;
  close(): void;
};

/**
 * The one loop of a worker (single flight): commit what is done and run what the commit hands back, then lease for
 * free slots of queues that may have work. Batches form by themselves: what finishes while a commit is on its way
 * goes with the next.
 */
export function workerLoop(options: WorkerLoopOptions): WorkerLoop {
  const { settings, logger } = options;
  const queues = Object.keys(settings.slots).filter((queue) => (settings.slots[queue] ?? 0) > 0);
  const dirty = new Set<string>(queues);
  const timers = new Set<NodeJS.Timeout>();
  const idleWaiters: (() => void)[] = [];
  let busy = false;
  let leasing = true;
  let closed = false;
  let reason: BackPressureReason | null = null;

  const wake = (queue: string | null) => {
    for (const one of queue === null ? queues : queues.filter((name) => name === queue)) dirty.add(one);
    void turn();
  };

  const later = (queue: string, ms: number) => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      wake(queue);
    }, ms);
    timers.add(timer);
  };

  const turn = async (): Promise<void> => {
    if (busy || closed) return;
    busy = true;
    let pauseMs = 0;
    try {
      while (!closed && (await oneRound()));
    } catch (error) {
      pauseMs = 100;
      if (!closed) logger.error({ error: String(error) }, 'the worker loop stumbled and goes on');
    } finally {
      busy = false;
    }
    const life = options.life();
    // What came between the last look and now has found the loop busy.
    const missed = leasing && reason === null && hasRoom(life);
    if (!closed && (life.results.length > 0 || missed)) return void setTimeout(() => void turn(), pauseMs);
    if (life.running.size === 0) for (const resolve of idleWaiters.splice(0)) resolve();
  };

  /** True: look again. */
  const oneRound = async (): Promise<boolean> => {
    const life = options.life();
    if (life.results.length > 0) {
      await commit(life);
      return true;
    }
    if (!leasing || dirty.size === 0) return false;
    reason = await options.pressure(life.running.size);
    if (reason !== null) return false; // the poll looks again
    for (const queue of [...dirty]) await leaseFor(life, queue);
    return life.results.length > 0 || (leasing && dirty.size > 0 && hasRoom(life));
  };

  const hasRoom = (life: Life) => [...dirty].some((queue) => usedSlots(life, queue) < (settings.slots[queue] ?? 0));

  const commit = async (life: Life): Promise<void> => {
    const { next, idle } = await commitResults({ ...options, life, leasing });
    for (const { step, since } of next) begin(life, step, since);
    for (const queue of idle) dirty.add(queue);
  };

  const leaseFor = async (life: Life, queue: string): Promise<void> => {
    const count = (settings.slots[queue] ?? 0) - usedSlots(life, queue);
    if (count <= 0) return; // stays dirty: the commit of a result comes back here
    dirty.delete(queue);
    const call = () => options.connection.use((client) => lease(client, { workerId: life.workerId, queue, count }));
    const answer = await retryCall(call, () => life.gone || !leasing).catch((error: unknown) => {
      if (!isRetryable(error)) throw error;
      return null;
    });
    if (answer === null || answer.gone) return; // the heartbeat gives birth again and wakes the loop
    for (const step of answer.steps) begin(life, step, Date.now());
    if (answer.again || answer.steps.length === count) dirty.add(queue);
    if (answer.nextMs !== null) later(queue, Math.max(1, Math.ceil(answer.nextMs)));
  };

  const begin = (life: Life, step: LeasedStep, since: number): void => {
    const key = stepKey(step);
    const running = { step, abort: new AbortController(), finish: new AbortController(), reason: null, since };
    life.running.set(key, running);
    void runStep({ running, handler: options.handler, settings, watch: options.watch(step) })
      .then((end) => {
        life.running.delete(key);
        if (end === null || life.gone) return; // fenced off: its files are left to the sweep
        life.results.push({ result: end.result, step, since, settled: (places) => settle(end.settled, places) });
      }, options.onFatal)
      .finally(() => void turn());
  };

  const settle = (
    settled: (places: Record<string, string> | null) => Promise<void>,
    places: Record<string, string> | null,
  ) => {
    settled(places).catch((error: unknown) =>
      logger.warn({ error: String(error) }, 'after a commit something could not be tidied up'),
    );
  };

  const poll = () => {
    wake(null);
    pollTimer = setTimeout(poll, settings.pollMs * (0.8 + Math.random() * 0.4));
  };
  let pollTimer = setTimeout(poll, 0);

  return {
    wake,
    stopLeasing() {
      leasing = false;
    },
    pressure: () => reason,
    idle: () =>
      new Promise((resolve) => {
        idleWaiters.push(resolve);
        void turn();
      }),
    close() {
      closed = true;
      clearTimeout(pollTimer);
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
