import { longestShownText } from '@millrace/pipeline-core/follow';
import type { Json } from '@millrace/pipeline-core/json';
import { quoteName } from './sql-text';

/** A cell as a window shows it: dates and times as ISO text, long text cut; the drawer asks for one row alone. */
export function shownCell({ name, type }: { name: string; type: string }): string {
  const cell = quoteName(name);
  switch (type) {
    case 'text':
      return `CASE WHEN length(${cell}) > ${longestShownText} THEN left(${cell}, ${longestShownText}) || '…' ELSE ${cell} END`;
    case 'timestamp':
      return `strftime(${cell}, '%Y-%m-%dT%H:%M:%S.%gZ')`;
    case 'date':
      return `CAST(${cell} AS VARCHAR)`;
    case 'bytes':
      return `'(' || octet_length(${cell}) || ' bytes)'`;
    default:
      return cell;
  }
}

/** Whole numbers beyond 2^53 stay text. */
export function toJsonCell(cell: Json, type: string): Json {
  if (type !== 'integer' || typeof cell !== 'string') return cell;
  const value = Number(cell);
  return Number.isSafeInteger(value) ? value : cell;
}
