import { type Database, getDelivery, markDelivery } from '@millrace/db';
import type { JobContext } from '../queue/start-workers';
import { sendDelivery } from './deliver';

export type DeliverOptions = { db: Database; secret: Buffer | null; allowPrivate: boolean; now: () => number };

/** One try of a delivery; the row says how it went. After the last try it is given up and says so. */
export async function deliverRow(id: string, context: JobContext, options: DeliverOptions): Promise<void> {
  const { db, ...send } = options;
  const delivery = await getDelivery(db, id);
  if (delivery === null || delivery.status !== 'queued') return;
  try {
    const answer = await sendDelivery({ ...send, delivery, signal: context.signal });
    await markDelivery(
      db,
      answer.kind === 'sent' ? { id, status: 'sent' } : { id, status: 'failed', error: answer.message },
    );
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await markDelivery(db, { id, status: context.lastAttempt ? 'failed' : 'queued', error: message });
    if (!context.lastAttempt) throw error;
  }
}
