import { randomUUID } from 'node:crypto';
import { askedToFinish, beat, hello, holdPresence, type Queryable, steadyConnection } from '@millrace/db/protocol';
import { runIdSchema, workerIdSchema } from '@millrace/pipeline-core/ids';
import type { Logger } from '../logger';
import { askForBest, heldSteps, type Life, newLife, stopSteps } from './life';

export type SessionOptions = {
  url: string;
  leaseMs: number;
  beatMs: number;
  logger: Logger;
  /** A queue has ready steps, or the connection is new and may have missed that. */
  onReady: (queue: string | null) => void;
  /** The worker id was buried: a new life has begun. */
  onReborn: (life: Life) => void;
};

export type Session = { life(): Life; close(): Promise<void> };

/**
 * The session connection: presence lock, notifications and the heartbeat. The heartbeat says everything the worker
 * holds and gets back what it lost, what it shall stop, or that it is gone and must be born again.
 */
export async function openSession(options: SessionOptions): Promise<Session> {
  let life: Life | null = null;

  const birth = async (client: Queryable): Promise<Life> => {
    const workerId = workerIdSchema.parse(randomUUID());
    const presence = await hello(client, { workerId, leaseMs: options.leaseMs });
    return newLife(workerId, presence);
  };

  const pulse = async (client: Queryable): Promise<void> => {
    life ??= await birth(client);
    // Asked again at each beat: after a cut connection the server may not have noticed yet that the old one is dead.
    if (!life.present) life.present = await holdPresence(client, life.presence);
    const current = life;
    const answer = await beat(client, { workerId: current.workerId, held: heldSteps(current) });
    if (answer.gone) {
      options.logger.warn({ worker: current.workerId }, 'this worker was given up by the others and starts anew');
      current.gone = true;
      stopSteps(current, 'lost', () => true);
      life = await birth(client);
      life.present = await holdPresence(client, life.presence);
      options.onReborn(life);
      return;
    }
    stopNamed(current, answer.lost, 'lost');
    stopNamed(current, answer.cancel, 'cancel');
    await hearAsks(client);
  };

  /** What people asked of running steps: with each beat, so that no lost notification loses it. */
  const hearAsks = async (client: Queryable): Promise<void> => {
    const runs = new Set([...(life?.running.values() ?? [])].map(({ step }) => step.runId));
    if (life !== null && runs.size > 0) askForBest(life, await askedToFinish(client, [...runs]));
  };

  const connection = steadyConnection({
    url: options.url,
    name: `millrace-worker-session ${process.pid}`,
    answerMs: Math.min(10_000, Math.max(1_000, options.leaseMs / 2)),
    onConnect: async (client) => {
      if (life !== null) life.present = false; // locks belong to connections
      for (const text of ['listen mr_ready', 'listen mr_cancel', 'listen mr_finish'])
        await client.query({ name: text, text, values: [] });
      await pulse(client);
      options.onReady(null);
    },
    onNotification: (channel, payload) => {
      if (channel === 'mr_ready') options.onReady(payload);
      const run = runIdSchema.safeParse(payload);
      if (channel === 'mr_cancel' && life !== null && run.success) {
        stopSteps(life, 'cancel', (step) => step.runId === run.data);
      }
      // Failing is no loss: the next beat asks again.
      if (channel === 'mr_finish') connection.use(hearAsks).catch(() => undefined);
    },
    onTrouble: (error) => options.logger.warn({ error: String(error) }, 'session connection lost, connecting again'),
  });
  await connection.use(async () => undefined); // connects: birth and first beat
  const stopBeating = repeat(options.beatMs, () => connection.use(pulse), options.logger);
  return {
    life() {
      if (life === null) throw new Error('the session has no life yet');
      return life;
    },
    async close() {
      await stopBeating();
      await connection.close();
    },
  };
}

function stopNamed(
  life: Life,
  named: readonly (readonly [string, number, number])[] | null | undefined,
  reason: 'lost' | 'cancel',
) {
  for (const [runId, idx, token] of named ?? []) {
    stopSteps(life, reason, (step) => step.runId === runId && step.idx === idx && step.token === token);
  }
}

/** Runs `work` every `ms`, never twice at once; what fails is logged and tried again at the next turn. */
export function repeat(ms: number, work: () => Promise<unknown>, logger: Logger): () => Promise<void> {
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  let current: Promise<void> = Promise.resolve();
  const turn = async () => {
    try {
      await work();
    } catch (error) {
      if (!stopped) logger.warn({ error: String(error) }, 'a repeated call failed and is tried again');
    }
    if (!stopped) schedule();
  };
  const schedule = () => {
    timer = setTimeout(() => {
      current = turn();
    }, ms);
  };
  schedule();
  return async () => {
    stopped = true;
    if (timer !== null) clearTimeout(timer);
    await current;
  };
}
