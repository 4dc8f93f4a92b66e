import { recordTrials } from '@millrace/db';
import type { Topic, TopicPayload } from '@millrace/pipeline-core/events';
import type { EventContext } from './event-context';
import type { EventOrigin } from './event-origin';
import { requireOrigin } from './run-facts';

type Options<T extends Topic> = {
  payload: TopicPayload<T>;
  key: string;
  origin: EventOrigin | null;
  context: EventContext;
};

/** One trial has ended: it joins the list while the others go on. */
export async function recordTrial({ payload, key, origin, context }: Options<'trial-finished'>): Promise<void> {
  const { run, idx } = requireOrigin(origin, key);
  await recordTrials(context.db, { runId: run, idx, of: 'trial', ...payload });
}

/** A search has ended: trials that were there already, from an earlier run, join the list as well. */
export async function recordSearch({ key, origin, context }: Options<'search-decided'>): Promise<void> {
  const { run, idx } = requireOrigin(origin, key);
  await recordTrials(context.db, { runId: run, idx, of: 'search' });
}
