import { formatDay, formatDayTime } from '../../lib/format-date';

type Named = { id: string; number: number; createdAt: Date };

/** "Batch 3, 26 Nov": what a person knows a batch by. */
export function batchName({ number, createdAt }: Omit<Named, 'id'>): string {
  return `Batch ${number}, ${formatDay(createdAt)}`;
}

/**
 * What the settings of a dataset step say of its batches, where the contract alone has only an id or a time of no zone;
 * undefined where it says it well, or the batch is not known.
 */
export function batchLine(
  params: Readonly<Record<string, unknown>>,
  batches: readonly Named[] | undefined,
): string | undefined {
  const { batch, since } = params;
  if (batch === 'since') {
    const time = typeof since === 'string' ? Date.parse(since) : Number.NaN;
    return Number.isNaN(time) ? undefined : `Batches since ${formatDayTime(time)}`;
  }
  const pinned = batches?.find(({ id }) => id === batch);
  return pinned === undefined ? undefined : batchName(pinned);
}
