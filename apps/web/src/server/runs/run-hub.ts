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

export type RunSignal = { kind: 'changed' } | { kind: 'progress'; progress: StepProgress };
type Subscriber = (signal: RunSignal) => void;

type Hub = { subscribers: Map<RunId, Set<Subscriber>>; started: boolean };

const holder = globalThis as typeof globalThis & { millraceRunHub?: Hub };

function hub(): Hub {
  holder.millraceRunHub ??= { subscribers: new Map(), started: false };
  return holder.millraceRunHub;
}

/** One LISTEN per process serves every open page (orchestration.md 8). A lost notification costs one poll, no data. */
function startListening(own: Hub): void {
  if (own.started) return;
  own.started = true;
  void createListener({
    url: environment().DATABASE_URL,
    channels: ['mr_run', 'mr_progress'],
    onNotify(channel, payload) {
      if (channel === 'mr_run') tell(runIdSchema.parse(payload.split(':')[0]), { kind: 'changed' });
      else tellProgress(payload);
    },
    // What was sent while the connection was down is lost: everybody reads again.
    onConnect: () => {
      for (const run of own.subscribers.keys()) tell(run, { kind: 'changed' });
    },
    onTrouble: (error) => console.warn('Live run events:', error),
  });
}

function tellProgress(payload: string): void {
  const progress = stepProgressSchema.safeParse(JSON.parse(payload));
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
    present.delete(subscriber);
    if (present.size === 0) own.subscribers.delete(run);
  };
}
