import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '@millrace/db';
import { goodbye, steadyConnection } from '@millrace/db/protocol';
import type { Logger } from '../logger';
import { type BackPressureReason, backPressure } from './back-pressure';
import type { ArtifactFiles, StepHandler } from './interfaces';
import { type Life, stopSteps } from './life';
import { startReconciling } from './reconcile';
import { openSession } from './session';
import type { ExecutionSettings } from './settings';
import { watchSteps } from './watch-steps';
import { workerLoop } from './worker-loop';

export type LeasingOptions = {
  /** Direct address of the database: the session lock does not survive a transaction pooler. */
  url: string;
  db: Database;
  handler: StepHandler;
  settings: ExecutionSettings;
  files: Pick<ArtifactFiles, 'freeBytes'> | null;
  logger: Logger;
  /** The worker must end at once; its steps then count as lost. */
  onFatal: (error: unknown) => void;
};

export type LeasingStatus = {
  workerId: Life['workerId'];
  running: { runId: string; idx: number; queue: string; seconds: number }[];
  pressure: BackPressureReason | null;
};

export type Leasing = { status(): LeasingStatus; stop(): Promise<void> };

/** Leases steps, hands them to `handler`, commits what it reports, and looks after dead workers, until stopped. */
export async function startLeasing(options: LeasingOptions): Promise<Leasing> {
  const { settings, logger } = options;
  const connection = steadyConnection({ url: options.url, name: 'millrace-worker-loop' });
  const side = steadyConnection({ url: options.url, name: 'millrace-worker-reconcile' });
  const watch = watchSteps({ db: options.db, logger });
  let wake: (queue: string | null) => void = () => undefined;
  const session = await openSession({
    url: options.url,
    leaseMs: settings.leaseMs,
    beatMs: settings.beatMs,
    logger,
    onReady: (queue) => wake(queue),
    onReborn: () => wake(null),
  });
  const loop = workerLoop({
    connection,
    life: session.life,
    handler: options.handler,
    settings,
    logger,
    pressure: backPressure({ files: options.files, settings }),
    watch: watch.of,
    onFatal: options.onFatal,
  });
  wake = loop.wake;
  const stopReconciling = startReconciling({ connection: side, settings, logger });

  const stop = async (): Promise<void> => {
    loop.stopLeasing();
    await Promise.race([loop.idle(), sleep(settings.shutdownMs, undefined, { ref: false })]);
    stopSteps(session.life(), 'shutdown', () => true);
    const released = await Promise.race([
      loop.idle().then(() => true),
      sleep(settings.killMs + 2_000, false, { ref: false }),
    ]);
    if (!released) logger.warn({}, 'not all steps could be released; the others will find them when this lease ends');
    loop.close();
    await stopReconciling();
    const life = session.life();
    const { workerId } = life;
    life.gone = true; // what could not be committed by now is nobody's: the lease runs out
    await session.close(); // no heartbeat after this
    await Promise.race([
      connection.use((client) => goodbye(client, workerId)),
      sleep(2_000, undefined, { ref: false }),
    ]).catch((error: unknown) => logger.warn({ error: String(error) }, 'this worker could not sign off'));
    await Promise.all([connection.close(), side.close(), watch.close()]);
  };

  return {
    status: () => {
      const life = session.life();
      const running = [...life.running.values()].map(({ step, since }) => ({
        runId: step.runId,
        idx: step.idx,
        queue: step.queue,
        seconds: (Date.now() - since) / 1000,
      }));
      return { workerId: life.workerId, running, pressure: loop.pressure() };
    },
    stop,
  };
}
