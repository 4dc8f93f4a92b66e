import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '@millrace/pipeline-core/json';
import type { Logger } from '../../logger';
import { messageOf } from '../message-of';
import { ReleaseAway, ReleaseEnded } from '../release-away';
import type { OwnProcess, ProcessState, RowAnswer } from '../served-release';
import { createHealth } from './health';
import type { ScoredOne } from './protocol';
import { createRowPace } from './row-pace';
import { createRowQueue } from './row-queue';
import { type ModelProcess, residentBytes } from './start-model-process';

export type ProcessLimits = {
  /** A row that takes longer ends the process. */
  hangMs: number;
  /** Without a row for so long it is let go. */
  idleMs: number;
  /** Rest before it is started anew after it ended by itself: doubles with each time, up to the longest. */
  restMs: { first: number; longest: number };
  /** Once it has lived so long, its ends are counted anew. */
  soundMs: number;
};

export const processLimits: ProcessLimits = {
  hangMs: 10_000,
  idleMs: 15 * 60_000,
  restMs: { first: 100, longest: 30_000 },
  soundMs: 60_000,
};

export type OwnProcessOptions = {
  /** `churn v3`, for the log. */
  name: string;
  start: () => ModelProcess;
  limits: ProcessLimits;
  /** Milliseconds on a monotonic clock. */
  now: () => number;
  logger: Logger;
};

/** Of the time of a row: where those ahead of it leave less it is not asked, as rows do not take the same time each. */
const sureShare = 0.8;

/** One release in a process of its own: started on demand, started anew when it ended, let go when nobody asks it. */
export function createOwnProcess(o: OwnProcessOptions): OwnProcess & { open(): Promise<void> } {
  const { limits, now, logger, name } = o;
  let state: ProcessState = 'idle';
  let child: ModelProcess | null = null;
  let openedAt = 0;
  let lastAsked = now();
  let restarts = 0;
  /** Ends by itself since it last was sound; while there are any, nobody waits for it to start. */
  let ends = 0;
  let how = '';
  let hang: NodeJS.Timeout | undefined;
  /** Why it is being ended from here. */
  let ending: string | null = null;
  const closing = new AbortController();
  const health = createHealth(now);
  const queue = createRowQueue(health.late);
  const pace = createRowPace(now);

  function pump(): void {
    if (state !== 'running' || child === null) return;
    const next = queue.next();
    if (next === null) return;
    child.send(next.batch, next.rows);
    pace.began();
    watchHang(child);
  }

  function watchHang(asked: ModelProcess): void {
    hang = setTimeout(() => {
      ending = `gave no answer for ${limits.hangMs / 1000} s, and was ended`;
      asked.kill();
    }, limits.hangMs);
  }

  function hear(from: ModelProcess, scored: ScoredOne): void {
    if (child !== from) return;
    const came = queue.settle(scored);
    if (came === 'stray') return;
    if ('over' in scored.result) pace.began();
    else pace.made();
    if (came === 'in-time') health.inTime();
    clearTimeout(hang);
    if (queue.isFlying()) watchHang(from);
    else pump();
  }

  async function start(): Promise<void> {
    state = 'starting';
    const started = o.start();
    child = started;
    started.onScored((scored) => hear(started, scored));
    void started.ended.then((end) => onEnd(started, end));
    await started.opened;
    if (child !== started) throw new Error('it was let go while it started');
    state = 'running';
    openedAt = now();
    health.inTime();
    logger.info({ release: name, pid: started.pid }, 'model process answers');
    pump();
  }

  function onEnd(ended: ModelProcess, end: string): void {
    if (child !== ended) return;
    clearTimeout(hang);
    child = null;
    how = ending ?? end;
    ending = null;
    if (state === 'running' && now() - openedAt >= limits.soundMs) ends = 0;
    ends += 1;
    state = 'resting';
    const why = `its process ${how}`;
    queue.fail({ asked: new ReleaseEnded(why), waiting: new ReleaseAway(why) });
    const restMs = Math.min(limits.restMs.longest, limits.restMs.first * 2 ** (ends - 1));
    logger.error({ release: name, pid: ended.pid, how, restMs }, 'a model process has ended');
    void sleep(restMs, undefined, { signal: closing.signal, ref: false }).then(startAnew, () => undefined); // closed meanwhile
  }

  function startAnew(): void {
    restarts += 1;
    start().catch((error: unknown) => {
      logger.error({ release: name, error: messageOf(error) }, 'a model process could not be started anew');
    });
  }

  function letGo(next: 'idle' | 'closed', why: string): void {
    const gone = child;
    child = null;
    state = next;
    ends = 0;
    clearTimeout(hang);
    const error = new ReleaseAway(why);
    queue.fail({ asked: error, waiting: error });
    gone?.kill();
  }

  const idle = setInterval(() => {
    if (state !== 'running' || queue.ahead() > 0 || now() - lastAsked < limits.idleMs) return;
    logger.info({ release: name, pid: child?.pid }, 'a model process that nobody asks is let go');
    letGo('idle', 'its process was let go');
  }, limits.idleMs / 10).unref();

  /** Why it is not asked now for a row that has so much time, or null. */
  function unable(limitMs: number): string | null {
    if (state === 'closed') return 'its process is closed';
    if (ends > 0 && state !== 'running') return `its process ${how}, and is started anew`;
    if (!health.admits()) return 'its process does not answer in time, and is asked once a second only';
    const [ahead, rowMs] = [queue.ahead(), pace.rowMs()];
    // With nothing ahead it is asked whatever it took before: else nobody would see that it is fast again.
    if (ahead > 0 && (ahead + 1) * rowMs > limitMs * sureShare)
      return `its process is busy: ${ahead} rows wait, of about ${rowMs.toFixed(1)} ms each`;
    return null;
  }

  function keep(): void {
    lastAsked = now();
    if (state === 'idle') void start().catch(() => undefined); // its end is logged, and told to those who wait
  }

  return {
    async open() {
      if (state === 'idle') await start();
    },
    keep,
    answer(row: JsonObject, signal: AbortSignal, limitMs?: number): Promise<RowAnswer> {
      const why = unable(limitMs ?? Number.POSITIVE_INFINITY);
      if (why !== null) return Promise.reject(new ReleaseAway(why));
      keep();
      const answer = queue.ask(row, { signal, limitMs });
      pump();
      return answer;
    },
    facts: () => ({
      state: state === 'running' && health.isSlow() ? 'slow' : state,
      pid: child?.pid ?? null,
      bytes: child === null ? null : residentBytes(child.pid),
      restarts,
      lastEnd: how === '' ? null : how,
    }),
    close() {
      clearInterval(idle);
      closing.abort();
      letGo('closed', 'its process is closed');
    },
  };
}
