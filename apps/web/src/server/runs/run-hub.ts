import { createListener } from '@millrace/db/protocol';
import { type RunId, runIdSchema } from '@millrace/pipeline-core/ids';
import { z } from 'zod';
import { environment } from '../../env';

/** Progress of a running step as the worker notifies it; not stored. */
export const stepProgressSchema = z.object({
  run: runIdSchema,
  idx: z.number().int(),
  done: z.number(),
  total: z.number(),
  label: z.string().optional(),
  metrics: z.record(z.string(), z.number()).optional(),
});
export type StepProgress = z.output<typeof stepProgressSchema>;

const progressPayload = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue('not JSON');
      return z.NEVER;
    }
  })
  .pipe(stepProgressSchema);

export type RunSignal = { kind: 'changed' } | { kind: 'progress'; progress: StepProgress };
type Subscriber = (signal: RunSignal) => void;

type Listener = Awaited<ReturnType<typeof createListener>>;
type Hub = { subscribers: Map<RunId, Set<Subscriber>>; listener: Promise<Listener> | null };

const holder = globalThis as typeof globalThis & { millraceRunHub?: Hub };

function hub(): Hub {
  holder.millraceRunHub ??= { subscribers: new Map(), listener: null };
  return holder.millraceRunHub;
}

const retryMs = 2_000;

/**
 * One LISTEN per process serves every open page (orchestration.md 8), for as long as there is one. A lost notification costs
 * one poll, no data.
 */
function startListening(own: Hub): void {
  if (own.listener !== null) return;
  const listener = createListener({
    url: environment().DATABASE_URL,
    channels: ['mr_run', 'mr_progress'],
    onNotify,
    // What was sent while the connection was down is lost: everybody reads again.
    onConnect: () => {
      for (const run of own.subscribers.keys()) tell(run, { kind: 'changed' });
    },
    onTrouble: reportTrouble,
  });
  own.listener = listener;
  listener.catch((error: unknown) => {
    // The first answer of the database did not come: the pages poll until a later try gets through.
    reportTrouble(error);
    if (own.listener === listener) own.listener = null;
    setTimeout(() => own.subscribers.size > 0 && startListening(own), retryMs).unref();
  });
}

/** The connection goes with the last page: one that nobody hears would go on coming back, and tell of its trouble. */
function stopListening(own: Hub): void {
  const { listener } = own;
  own.listener = null;
  listener?.then((one) => one.close()).catch(() => undefined); // it has not come to be: that was reported
}

function reportTrouble(error: unknown): void {
  console.warn('Live run events:', error);
}

/** A payload of another shape (a worker of another version) is left alone: it must not end the web server. */
function onNotify(channel: string, payload: string): void {
  if (channel === 'mr_run') {
    const run = runIdSchema.safeParse(payload.split(':')[0]);
    if (run.success) tell(run.data, { kind: 'changed' });
    return;
  }
  const progress = progressPayload.safeParse(payload);
  if (progress.success) tell(progress.data.run, { kind: 'progress', progress: progress.data });
}

function tell(run: RunId, signal: RunSignal): void {
  for (const subscriber of hub().subscribers.get(run) ?? []) subscriber(signal);
}

/** Calls `subscriber` for every signal of a run until the returned function is called. */
export function subscribeToRun(run: RunId, subscriber: Subscriber): () => void {
  const own = hub();
  startListening(own);
  const present = own.subscribers.get(run) ?? new Set();
  own.subscribers.set(run, present.add(subscriber));
  return () => {
    if (!present.delete(subscriber)) return;
    if (present.size === 0) own.subscribers.delete(run);
    if (own.subscribers.size === 0) stopListening(own);
  };
}
