/** A value in a cell. `null` is a missing value and is written as an empty field. */
export type CellValue = string | number | boolean | bigint | null;

function quoteCsv(text: string): string {
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}

/** RFC 4180 text: CRLF between records, quotes only where needed. An empty string is `""`, a missing value is empty. */
export function toCsv(rows: readonly (readonly CellValue[])[]): string {
  const line = (row: readonly CellValue[]) =>
    row.map((cell) => (cell === null ? '' : cell === '' ? '""' : quoteCsv(String(cell)))).join(',');
  return `${rows.map(line).join('\r\n')}\r\n`;
}

/** Tab separated text for the clipboard: tabs and line breaks inside a value become one space. */
export function toTsv(rows: readonly (readonly CellValue[])[]): string {
  return rows
    .map((row) => row.map((cell) => (cell === null ? '' : String(cell).replace(/[\t\r\n]+/g, ' '))).join('\t'))
    .join('\n');
}
