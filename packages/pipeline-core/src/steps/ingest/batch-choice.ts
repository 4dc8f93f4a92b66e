import { z } from 'zod';

/** Which batches of a dataset are meant, in the one text that drawings, references and requests carry. */
export type BatchChoice =
  | { kind: 'latest' }
  | { kind: 'all' }
  /** ISO time with zone: batches that landed then or later. */
  | { kind: 'since'; time: string }
  | { kind: 'one'; id: string };

const timeSchema = z.iso.datetime({ offset: true });

/** Reads `latest`, `all`, `since:<time>` or the id of a batch; null for a time that is none. */
export function readBatchChoice(text: string): BatchChoice | null {
  if (text === 'latest' || text === 'all') return { kind: text };
  if (!text.startsWith('since:')) return { kind: 'one', id: text };
  const time = text.slice('since:'.length);
  return timeSchema.safeParse(time).success ? { kind: 'since', time } : null;
}

/** Whether a choice may mean several batches, which are read as one table. */
export function isSeveral(choice: BatchChoice): choice is Extract<BatchChoice, { kind: 'all' | 'since' }> {
  return choice.kind === 'all' || choice.kind === 'since';
}

/** Whether a text is a time with its zone. */
export function isTime(text: string): boolean {
  return timeSchema.safeParse(text).success;
}

/** So many batches are read as one table at most: each is a file of its own. */
export const mostBatches = 1000;
