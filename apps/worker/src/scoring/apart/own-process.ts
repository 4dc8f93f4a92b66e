import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject } from '@millrace/pipeline-core/json';
import type { Logger } from '../../logger';
import { messageOf } from '../message-of';
import { ReleaseAway, ReleaseEnded } from '../releases/release-away';
import type { OwnProcess, ProcessState, RowAnswer } from '../releases/served-release';
import { type BatchSize, batchSize } from './batch-size';
import type { ProcessEnd } from './describe-end';
import { createHealth } from './health';
import type { ScoredRows } from './protocol';
import { residentBytes } from './resident-bytes';
import { createRowPace } from './row-pace';
import { createRowQueue } from './row-queue';
import type { ModelProcess } from './start-model-process';

export type ProcessLimits = {
  /** So long it may take until its model is open. */
  startMs: number;
  /** A row that takes longer ends the process. */
  hangMs: number;
  /** Without a row for so long it is let go, where it does not stay. */
  idleMs: number;
  /** Rest before it is started anew after it ended by itself: doubles with each time, up to the longest. */
  restMs: { first: number; longest: number };
  /** Once it has lived so long, its ends are counted anew. */
  soundMs: number;
};

export const processLimits: ProcessLimits = {
  startMs: 30_000,
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

const letGoEarly = 'its process was let go while it started';

/** One release in a process of its own: started on demand, started anew when it ended, let go when nobody asks it and it need not stay. */
export function createOwnProcess(o: OwnProcessOptions): OwnProcess {
  const { limits, now, logger, name } = o;
  let state: ProcessState = 'idle';
  let child: ModelProcess | null = null;
  let openedAt = 0;
  /** The start out of sleep. */
  let firstStart: Promise<void> = Promise.resolve();
  /** Whether it was open since it slept. */
  let wasOpen = false;
  let stays = false;
  let lastAsked = now();
  let restarts = 0;
  /** Ends by itself since it last was sound; while there are any, nobody waits for it to start. */
  let ends = 0;
  let last: ProcessEnd | null = null;
  const asked = { batches: new Map<BatchSize, number>(), rows: 0 };
  /** Whether the batch under way is answered row by row. */
  let oneByOne = false;
  let hang: NodeJS.Timeout | undefined;
  /** Why it is being ended from here. */
  let ending: ProcessEnd | null = null;
  const closing = new AbortController();
  const health = createHealth(now);
  const queue = createRowQueue(health.late);
  const pace = createRowPace(now);

  function pump(): void {
    if (state !== 'running' || child === null) return;
    const next = queue.next();
    if (next === null) return;
    // One that has ended may end again by the same row, which no other should pay for.
    oneByOne = ends > 0 && now() - openedAt < limits.soundMs;
    child.send({ ...next, oneByOne });
    count(next.rows.length);
    pace.began();
    watchHang(child);
  }

  function count(rows: number): void {
    const size = batchSize(rows);
    asked.batches.set(size, (asked.batches.get(size) ?? 0) + 1);
    asked.rows += rows;
  }

  function watchHang(asked: ModelProcess): void {
    hang = setTimeout(() => {
      end(asked, `gave no answer for ${limits.hangMs / 1000} s, and was ended`);
    }, limits.hangMs);
  }

  function end(asked: ModelProcess, how: string, detail: string | null = null): void {
    ending = { how, detail };
    asked.kill();
  }

  function hear(from: ModelProcess, { batch, results }: ScoredRows): void {
    if (child !== from) return;
    const came = results.map((result) => queue.settle(batch, result));
    if (came[0] === 'stray') return;
    const made = results.filter((result) => !('over' in result)).length;
    if (made === 0) pace.began();
    else pace.made(made);
    if (came.includes('in-time')) health.inTime();
    clearTimeout(hang);
    if (queue.isFlying()) watchHang(from);
    else pump();
  }

  async function start(): Promise<void> {
    state = 'starting';
    const started = spawn();
    child = started;
    started.onScored((scored) => hear(started, scored));
    void started.ended.then((how) => onEnd(started, how));
    await untilOpen(started);
    state = 'running';
    wasOpen = true;
    openedAt = now();
    health.inTime();
    logger.info({ release: name, pid: started.pid }, 'model process answers');
    pump();
  }

  /** Where the system gives no process, for want of memory say, it is tried again as if one had ended. */
  function spawn(): ModelProcess {
    try {
      return o.start();
    } catch (error) {
      const how = 'could not be started';
      rest({ how, detail: messageOf(error) }, null);
      throw new ReleaseAway(`its process ${how}`);
    }
  }

  async function untilOpen(started: ModelProcess): Promise<void> {
    const tooLong = () => end(started, `did not open its model within ${limits.startMs / 1000} s, and was ended`);
    const limit = setTimeout(tooLong, limits.startMs);
    try {
      await started.opened;
    } catch (error) {
      if (child === started) {
        end(started, 'could not open its model', messageOf(error));
        throw error;
      }
      // It has ended by now, maybe because of us: `last` says more.
      throw new ReleaseAway(state === 'resting' && last !== null ? `its process ${last.how}` : letGoEarly);
    } finally {
      clearTimeout(limit);
    }
    if (child !== started) throw new ReleaseAway(letGoEarly);
  }

  function onEnd(ended: ModelProcess, how: ProcessEnd): void {
    if (child !== ended) return;
    clearTimeout(hang);
    child = null;
    rest(ending ?? how, ended.pid);
    ending = null;
  }

  function rest(how: ProcessEnd, pid: number | null): void {
    last = how;
    if (state === 'running' && now() - openedAt >= limits.soundMs) ends = 0;
    ends += 1;
    state = 'resting';
    const why = `its process ${how.how}`;
    queue.fail({ asked: new ReleaseEnded(why), waiting: new ReleaseAway(why), oneByOne });
    const restMs = Math.min(limits.restMs.longest, limits.restMs.first * 2 ** (ends - 1));
    logger.error({ release: name, pid, ...how, restMs }, 'a model process has ended');
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
    wasOpen = false;
    ends = 0;
    clearTimeout(hang);
    const error = new ReleaseAway(why);
    queue.fail({ asked: error, waiting: error, oneByOne });
    gone?.kill();
  }

  const idle = setInterval(() => {
    if (stays || state !== 'running' || queue.ahead() > 0 || now() - lastAsked < limits.idleMs) return;
    logger.info({ release: name, pid: child?.pid }, 'a model process that nobody asks is let go');
    letGo('idle', 'its process was let go');
  }, limits.idleMs / 10).unref();

  function restWords(): string {
    return `its process ${last?.how ?? 'has ended'}, and is started anew`;
  }

  /** Why it is not asked now for a row that has so much time, or null. */
  function unable(limitMs: number): string | null {
    if (state === 'closed') return 'its process is closed';
    if (ends > 0 && state !== 'running') return restWords();
    if (!health.admits()) return 'its process does not answer in time, and is asked once a second only';
    const [ahead, rowMs] = [queue.ahead(), pace.rowMs()];
    // With nothing ahead it is asked whatever it took before: else nobody would see that it is fast again.
    if (ahead > 0 && (ahead + 1) * rowMs > limitMs * sureShare)
      return `its process is busy: ${ahead} rows wait, of about ${rowMs.toFixed(1)} ms each`;
    return null;
  }

  function keep(): void {
    lastAsked = now();
    if (state === 'idle') wake();
  }

  function wake(): void {
    firstStart = start();
    firstStart.catch(() => undefined); // its end is logged, and told to those who wait
  }

  return {
    async open() {
      if (state === 'closed') throw new ReleaseAway('its process is closed');
      if (state === 'idle') wake();
      else if (wasOpen) return;
      else if (ends > 0) throw new ReleaseAway(restWords());
      await firstStart;
    },
    stay(on) {
      stays = on;
      if (on) keep();
    },
    keep,
    answer(row: JsonObject, signal: AbortSignal, limitMs?: number): Promise<RowAnswer> {
      keep();
      const why = unable(limitMs ?? Number.POSITIVE_INFINITY);
      if (why !== null) return Promise.reject(new ReleaseAway(why));
      const answer = queue.ask(row, { signal, limitMs });
      pump();
      return answer;
    },
    facts: () => ({
      state: state === 'running' && health.isSlow() ? 'slow' : state,
      pid: child?.pid ?? null,
      bytes: child === null ? null : residentBytes(child.pid),
      restarts,
      batches: Object.fromEntries(asked.batches),
      rows: asked.rows,
      lastEnd: last === null ? null : [last.how, last.detail ?? []].flat().join(': '),
    }),
    close() {
      clearInterval(idle);
      closing.abort();
      letGo('closed', 'its process is closed');
    },
  };
}
