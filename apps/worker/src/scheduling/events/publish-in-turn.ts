import { isBehindAnother, noteTry, TryLater } from '@millrace/db';
import type { HandleEvent } from '@millrace/pipeline-core/jobs';
import { isFinal, NotYet } from '../../queue/to-queue-error';
import type { EventContext } from './event-context';
import { handleEvent } from './handle-event';

/** Pauses before the next look: at a publication before it, and at another try of the same one. */
const pauses = { behindMs: 1_000, besideMs: 5_000, stoppingMs: 1_000 } as const;

/**
 * Publishes what a run made of a view, once the publications of that view before it are out: of rows of equal times those
 * count that were published last. One that fails again and again is waited for no more. A try that ends with its process,
 * or finds another one at it, has not failed.
 */
export async function publishInTurn(
  event: HandleEvent,
  { context, stopping }: { context: EventContext; stopping: AbortSignal },
): Promise<void> {
  const { db } = context;
  const outboxId = BigInt(event.outboxId);
  if (await isBehindAnother(db, outboxId))
    throw new NotYet('an earlier publication of the same view is not out yet', pauses.behindMs);
  await noteTry(db, { outboxId, news: 'begun' });
  try {
    await handleEvent(event, context);
  } catch (error) {
    const later = laterOf(error, stopping);
    if (later !== null) {
      await noteTry(db, { outboxId, news: 'taken back' });
      throw later;
    }
    if (isFinal(error)) await noteTry(db, { outboxId, news: 'hopeless' });
    throw error;
  }
}

function laterOf(error: unknown, stopping: AbortSignal): NotYet | null {
  if (stopping.aborted) return new NotYet('the process stops', pauses.stoppingMs);
  return error instanceof TryLater ? new NotYet(error.message, pauses.besideMs) : null;
}
