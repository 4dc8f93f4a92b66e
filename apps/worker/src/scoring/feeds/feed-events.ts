import type { FeedCounts } from '@millrace/db';
import { type EventRow, eventRow } from '@millrace/pipeline-core/events';
import type { FeedFunction, NewOnlineRow } from '@millrace/pipeline-core/features';
import type { AheadRow } from '../features/held-view';
import { messageOf } from '../message-of';

export type FedEvents<E> = {
  /** In the order of their events. */
  rows: NewOnlineRow[];
  ahead: AheadRow[];
  failed: { event: E; message: string }[];
  counts: FeedCounts;
};

/** What a feed makes of events. One that fails holds up none of the others. */
export function feedEvents<E extends EventRow & { offset: number }>(
  apply: FeedFunction,
  events: readonly E[],
  { receivedMs, nowMs }: { receivedMs: (event: E) => number; nowMs: number },
): FedEvents<E> {
  const fed: FedEvents<E> = {
    rows: [],
    ahead: [],
    failed: [],
    counts: { taken: events.length, written: 0, filtered: 0, leftOut: 0, toCome: 0, failed: 0 },
  };
  for (const event of events) {
    try {
      const result = apply({ data: eventRow(event), receivedMs: receivedMs(event), nowMs });
      if (result.kind === 'row') {
        const { row, times } = result;
        fed.rows.push(row);
        fed.ahead.push({ key: row.k, ...times, values: row.v, offset: event.offset });
      } else if (result.kind === 'filtered') fed.counts.filtered += 1;
      else if (result.kind === 'to-come') fed.counts.toCome += 1;
      else fed.counts.leftOut += 1;
    } catch (error) {
      fed.counts.failed += 1;
      fed.failed.push({ event, message: messageOf(error) });
    }
  }
  return fed;
}
