import { createHash } from 'node:crypto';
import { readFile, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoppedEarly } from '@millrace/pipeline-core/search';
import type { FitLink } from '../executors/executor';
import { checkpointClock } from './checkpoint-clock';
import { PoorTrial } from './poor-trial';
import { type ChildReply, type Point, pointSchema, type StepRequest } from './protocol';

/** Points go out together, at most this many milliseconds after the first of them. */
const gatherMs = 200;

export type FitLinkOptions = {
  request: Pick<StepRequest, 'id' | 'folder' | 'checkpoint' | 'device'>;
  signal: AbortSignal;
  reply(message: ChildReply): void;
  log(level: 'info' | 'warning', text: string): void;
  /** Milliseconds between two states at least; tests keep them more often. */
  leastMs?: number | undefined;
};

export type OpenFitLink = {
  fitting: FitLink;
  /** The parent asked for the best so far; `stopped`: as the trial is worse than others. */
  finish(stopped: StoppedEarly | undefined): void;
  /** The parent has dealt with the state it was handed. */
  kept(): void;
  /** Sends what is still gathered. */
  flush(): void;
};

/** The wire between a fit in this process and the worker that keeps what it says: curves, states, the wish to finish. */
export async function openFitLink(options: FitLinkOptions): Promise<OpenFitLink> {
  const { request, signal, reply } = options;
  const finish = new AbortController();
  const points = gatherPoints((some) => reply({ kind: 'point', id: request.id, points: some }));
  let waiting: { resolve: () => void; reject: (reason: unknown) => void } | null = null;
  signal.addEventListener('abort', () => waiting?.reject(signal.reason), { once: true });
  const handOver = (path: string, done: number) =>
    new Promise<void>((resolve, reject) => {
      signal.throwIfAborted();
      waiting = { resolve, reject };
      reply({ kind: 'checkpoint', id: request.id, path, done });
    });
  return {
    fitting: {
      device: request.device ?? 'cpu',
      finish: finish.signal,
      point: points.add,
      checkpoint: await openCheckpoint(options, async (state, done) => {
        points.flush(); // what is known of the way to a state is known before the state
        const path = join(request.folder, 'state');
        await writeFile(path, state);
        await handOver(path, done);
        await unlink(path);
      }),
    },
    finish: (stopped) =>
      finish.abort(stopped === undefined ? new Error('asked for the best so far') : new PoorTrial(stopped)),
    kept: () => waiting?.resolve(),
    flush: points.flush,
  };
}

async function openCheckpoint(
  { request, log, leastMs }: FitLinkOptions,
  save: FitLink['checkpoint']['save'],
): Promise<FitLink['checkpoint']> {
  if (request.checkpoint === undefined) return { last: null, due: () => false, save: () => Promise.resolve() };
  const last = await readLast(request.checkpoint.last, log);
  const clock = checkpointClock(undefined, leastMs);
  return {
    last,
    due: clock.due,
    async save(state, done) {
      await save(state, done);
      clock.saved();
    },
  };
}

type Last = NonNullable<StepRequest['checkpoint']>['last'];

/** The bytes of the last state; null when they are not those that were kept: then all is done anew. */
async function readLast(last: Last, log: FitLinkOptions['log']): Promise<Uint8Array | null> {
  if (last === null) return null;
  const bytes = await readFile(last.path).catch(() => null);
  if (bytes === null || createHash('sha256').update(bytes).digest('hex') !== last.hash) {
    log('warning', 'The state that an earlier attempt kept is damaged: this one starts from the beginning.');
    return null;
  }
  log('info', `Goes on from ${last.done.toLocaleString('en')}, where an earlier attempt was cut off.`);
  return bytes;
}

function gatherPoints(send: (points: Point[]) => void) {
  let gathered: Point[] = [];
  let timer: NodeJS.Timeout | null = null;
  const flush = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (gathered.length === 0) return;
    send(gathered);
    gathered = [];
  };
  return {
    /** What is no number does not travel (a loss that ran away): the curve has a gap there. */
    add(point: Point) {
      if (!pointSchema.safeParse(point).success) return;
      gathered.push(point);
      timer ??= setTimeout(flush, gatherMs);
    },
    flush,
  };
}
