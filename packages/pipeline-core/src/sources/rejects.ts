import { z } from 'zod';
import type { Json } from '../json';

/** What landing could not read, as a batch keeps it: a line that is not in the table, or with `column` a cell that is missing. */
export const rejectsSchema = z
  .array(
    z.object({ line: z.number(), reason: z.string(), text: z.string().default(''), column: z.string().optional() }),
  )
  .catch([]);

/** Lists of lines and of cells are cut at this length each; the count beside them is exact, of both together. */
const listed = 1000;

export type RejectCounts = { lines: number; cells: number };

/** How many lines and how many cells `rejected` counts together, told from the list of a batch. */
export function countRejects(batch: { rejected: number; rejects: Json }): RejectCounts {
  const list = rejectsSchema.parse(batch.rejects);
  const lines = list.filter(({ column }) => column === undefined).length;
  return countListed(batch.rejected, { lines, cells: list.length - lines });
}

/** The same from the lengths of the two lists. Where both are cut, nobody knows how the rest is shared: it counts as lines. */
export function countListed(rejected: number, { lines, cells }: RejectCounts): RejectCounts {
  if (lines < listed) return { lines: Math.min(lines, rejected), cells: Math.max(0, rejected - lines) };
  return { lines: rejected - cells, cells };
}

/** "2 lines are left out, 1 cell does not fit its column and is missing"; empty where all was read. */
export function rejectWords({ lines, cells }: RejectCounts): string {
  const left = lines === 1 ? '1 line is left out' : `${lines.toLocaleString('en')} lines are left out`;
  const missing =
    cells === 1
      ? '1 cell does not fit its column and is missing'
      : `${cells.toLocaleString('en')} cells do not fit their columns and are missing`;
  return [...(lines === 0 ? [] : [left]), ...(cells === 0 ? [] : [missing])].join(', ');
}
