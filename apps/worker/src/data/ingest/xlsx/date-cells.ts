import { readWholeXml } from '../../../ground/read-xml';
import type { ZipSource } from '../zip/zip-archive';
import { openPart } from './workbook-parts';

/** Formats of numbers that are dates or times, of those that a workbook does not spell out (ECMA-376, 18.8.30). */
function isBuiltInDate(id: number): boolean {
  return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58);
}

/** A format with a letter of days or hours outside quotes, escapes and brackets; [h] counts hours. */
function isDateFormat(code: string): boolean {
  const plain = code
    .replaceAll(/"[^"]*"|\\.|[_*]./g, '')
    .replaceAll(/\[(?![hms]+\])[^\]]*\]/gi, '')
    .replaceAll(/general/gi, '');
  return /[dmyhs]/i.test(plain);
}

/** For each style of a cell: whether it shows its number as a date. */
export async function readDateStyles(source: ZipSource): Promise<boolean[]> {
  const styles: boolean[] = [];
  const part = await openPart(source, 'xl/styles.xml');
  if (part === null) return styles;
  const custom = new Map<number, boolean>();
  let inCells = false;
  await readWholeXml(part, {
    open(name, attributes) {
      if (name === 'numFmt') custom.set(Number(attributes.numFmtId), isDateFormat(attributes.formatCode ?? ''));
      if (name === 'cellXfs') inCells = true;
      if (name !== 'xf' || !inCells) return;
      const id = Number(attributes.numFmtId ?? 0);
      styles.push(custom.get(id) ?? isBuiltInDate(id));
    },
    close(name) {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return styles;
}

const dayMs = 86_400_000;
/** Days from Excel's day 0 to 1970-01-01. */
const epoch1900 = 25_569;
const epoch1904 = 24_107;
/** Excel has a 29 February 1900: days before it count from one later. */
const leapBug = 60;

/** Days since Excel's start as ISO text: a date, a date with time, or a time of day alone. Null beyond the year 9999. */
export function dateText(serial: number, date1904: boolean): string | null {
  if (!Number.isFinite(serial) || serial < 0 || serial >= 2_958_466) return null;
  const shift = !date1904 && serial > 0 && serial < leapBug ? 1 : 0;
  const ms = Math.round((serial + shift - (date1904 ? epoch1904 : epoch1900)) * dayMs);
  const iso = new Date(ms).toISOString();
  const time = iso.slice(11, 23).replace(/\.000$/, '');
  if (serial < 1 && !date1904) return time;
  return time === '00:00:00' ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${time}`;
}
