import type { JsonObject } from '../json';
import type { NewEvent } from './cloud-event';

/** What of an event becomes a row. */
export type EventRow = Pick<NewEvent, 'id' | 'source' | 'time' | 'data'>;

/**
 * An event as a row, the same that a batch of its topic holds: its fields, and beside them its id, time and source where
 * it has no such field of its own. Data that are no object are one field.
 */
export function eventRow({ id, source, time, data }: EventRow): JsonObject {
  const fields = typeof data === 'object' && data !== null && !Array.isArray(data) ? data : { data };
  return { event_id: id, event_source: source, event_time: time.toISOString(), ...fields };
}
