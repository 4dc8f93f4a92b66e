import type { Logger } from '../logger';
import type { MinuteTotals, TrafficRecorder } from './traffic';

export type TrafficFlusher = { flush(): Promise<void>; stop(): Promise<void> };

/** Writes the counted traffic every few seconds. Totals that could not be written go with the next round. */
export function startTrafficFlusher(options: {
  recorder: TrafficRecorder;
  write: (totals: MinuteTotals[]) => Promise<unknown>;
  logger: Logger;
  everyMs?: number;
}): TrafficFlusher {
  const unwritten = new Map<string, MinuteTotals>();
  let round: Promise<void> | null = null;

  async function writeAll(): Promise<void> {
    for (const totals of options.recorder.collect()) {
      unwritten.set(`${totals.endpointId} ${totals.releaseId} ${totals.minute.getTime()}`, totals);
    }
    if (unwritten.size === 0) return;
    const batch = [...unwritten];
    await options.write(batch.map(([, totals]) => totals));
    for (const [key, totals] of batch) if (unwritten.get(key) === totals) unwritten.delete(key);
    options.recorder.confirm();
  }

  function flush(): Promise<void> {
    round ??= writeAll()
      .catch((error: unknown) => {
        options.logger.warn(
          { error: error instanceof Error ? error.message : String(error) },
          'traffic could not be written',
        );
      })
      .finally(() => {
        round = null;
      });
    return round;
  }

  const timer = setInterval(() => void flush(), options.everyMs ?? 3000);
  timer.unref();
  return {
    flush,
    async stop() {
      clearInterval(timer);
      await round;
      await flush();
    },
  };
}
