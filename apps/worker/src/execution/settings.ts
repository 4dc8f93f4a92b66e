import { availableParallelism } from 'node:os';

/** Times are milliseconds, sizes bytes unless the name says otherwise. Tests and the fault harness use tighter ones. */
export type ExecutionSettings = {
  /** Steps at the same time, by queue. */
  slots: Record<string, number>;
  beatMs: number;
  leaseMs: number;
  graceMs: number;
  reconcileMs: number;
  pollMs: number;
  batch: number;
  /** A slot goes on in one run for at most this long before it takes the fair way. */
  stayMs: number;
  backoffMs: number;
  backoffLimitMs: number;
  shutdownMs: number;
  /** Free space below which nothing is leased. */
  leastFreeBytes: number;
  /** Share of memory in use above which nothing is leased while steps run. */
  mostMemoryShare: number;
  /** Cancel: the child is told, then terminated, then killed. */
  terminateMs: number;
  killMs: number;
};

/** A step for each core; what else a worker serves depends on its machine. */
function defaultSlots(): Record<string, number> {
  return { cpu: availableParallelism() };
}

export const defaultSettings: ExecutionSettings = {
  slots: defaultSlots(),
  beatMs: 1_000,
  leaseMs: 30_000,
  graceMs: 2_000,
  reconcileMs: 500,
  pollMs: 1_000,
  batch: 256,
  stayMs: 2_000,
  backoffMs: 1_000,
  backoffLimitMs: 60_000,
  shutdownMs: 20_000,
  leastFreeBytes: 2 * 1024 ** 3,
  mostMemoryShare: 0.85,
  terminateMs: 2_000,
  killMs: 5_000,
};

/** Wait before try `attempt + 1`: doubles from `backoffMs` up to the limit, with up to a quarter of jitter. */
export function backoffMs(settings: ExecutionSettings, attempt: number): number {
  const base = Math.min(settings.backoffLimitMs, settings.backoffMs * 2 ** (attempt - 1));
  return Math.round(base * (0.75 + Math.random() * 0.25));
}
