import type { Json } from '../json';

/** Texts longer than this are shown up to here, with an ellipsis. */
export const longestShownText = 2000;

/** Whether a cell as it is shown is all there is: long texts are cut, and of bytes only the number is said. */
export function isShownWhole(cell: Json | undefined, type: string): boolean {
  if (type === 'bytes') return cell === null || cell === undefined;
  if (type !== 'text' || typeof cell !== 'string' || cell.length <= longestShownText) return true;
  return !(cell.endsWith('…') && [...cell].length > longestShownText);
}
