import { type RunId, runIdSchema } from '@millrace/pipeline-core/ids';

/** The step an event came from; its outbox key is `<run>-<index>-<number of the event>`. */
export type EventOrigin = { run: RunId; idx: number };

/** Null for events that no step made, such as the end of a run. */
export function parseOrigin(key: string): EventOrigin | null {
  const match = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(\d+)-\d+$/i.exec(key);
  if (match === null) return null;
  return { run: runIdSchema.parse(match[1]), idx: Number(match[2]) };
}
