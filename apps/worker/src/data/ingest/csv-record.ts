/** How cells and lines are told apart. Quotes are doubled inside quotes (RFC 4180). */
export type CsvDialect = {
  /** Byte between cells. */
  delimiter: number;
  /** Lines end in bare CR (old Mac); otherwise a lone CR belongs to its cell. */
  bareCr: boolean;
};

export type RecordProblem = 'unclosed-quote' | 'text-after-quote' | 'too-long';

/** One record as `scanRecord` found it; reused between calls so that scanning allocates nothing. */
export type ScannedRecord = {
  fields: number;
  start: number;
  /** End of the record without its line end. */
  end: number;
  /** Where the next record starts. */
  next: number;
  /** Line ends inside quotes. */
  innerLines: number;
  /** Written in a way other readers may take differently: it is rewritten before DuckDB sees it. */
  irregular: boolean;
  problem: RecordProblem | null;
};

export function emptyRecord(): ScannedRecord {
  return { fields: 0, start: 0, end: 0, next: 0, innerLines: 0, irregular: false, problem: null };
}

const quote = 0x22;
const lf = 0x0a;
const cr = 0x0d;
const space = 0x20;

/** Longest record, in bytes: a quote still open after this never closes, a line still open has lost its end. */
export const maxRecordBytes = 8 * 2 ** 20;

/**
 * Finds the record that starts at `from` in UTF-8 bytes up to `limit`. Returns false when more bytes are needed to
 * know where it ends; with `last` there are no more.
 */
export function scanRecord(
  record: ScannedRecord,
  bytes: Uint8Array,
  options: { from: number; limit: number; last: boolean; dialect: CsvDialect },
): boolean {
  const { from, limit, last, dialect } = options;
  const { delimiter, bareCr } = dialect;
  record.start = from;
  record.fields = 1;
  record.innerLines = 0;
  record.irregular = false;
  record.problem = null;
  let at = from;
  for (;;) {
    let opening = at;
    while (opening < limit && bytes[opening] === space) opening++;
    if (opening < limit && bytes[opening] === quote) {
      if (opening !== at) record.irregular = true;
      const after = skipQuoted(record, bytes, opening + 1, limit, last);
      if (after === needMore) {
        if (!last && limit - from < maxRecordBytes) return false;
        endAtFirstLine(record, bytes, limit, bareCr);
        record.problem = record.end === limit && !last ? 'too-long' : 'unclosed-quote';
        return true;
      }
      at = after;
    }
    // Up to the delimiter or line end; what stands here after a closing quote must be blank.
    const quotedEnd = opening < limit && bytes[opening] === quote ? at : -1;
    for (;;) {
      if (at >= limit) {
        if (!last && limit - from < maxRecordBytes) return false;
        if (!last) record.problem = 'too-long';
        record.end = at;
        record.next = at;
        return true;
      }
      const byte = bytes[at];
      if (byte === delimiter) break;
      if (byte === lf) {
        record.end = at;
        record.next = at + 1;
        return true;
      }
      if (byte === cr) {
        if (at + 1 >= limit && !last) return false;
        const pair = bytes[at + 1] === lf && at + 1 < limit;
        if (pair || bareCr || at + 1 >= limit) {
          record.end = at;
          record.next = pair ? at + 2 : at + 1;
          return true;
        }
        record.irregular = true;
      }
      if (quotedEnd >= 0) {
        record.irregular = true;
        if (byte !== space) record.problem = 'text-after-quote';
      } else if (byte === quote) record.irregular = true;
      at++;
    }
    record.fields++;
    at++;
  }
}

const needMore = -1;

/** From inside quotes to just after the closing quote. */
function skipQuoted(record: ScannedRecord, bytes: Uint8Array, from: number, limit: number, last: boolean): number {
  let at = from;
  for (;;) {
    const found = bytes.indexOf(quote, at);
    if (found < 0 || found >= limit) return needMore;
    for (let inner = at; inner < found; inner++) {
      if (bytes[inner] === lf || (bytes[inner] === cr && bytes[inner + 1] !== lf)) record.innerLines++;
    }
    if (found + 1 >= limit && !last) return needMore;
    if (found + 1 >= limit || bytes[found + 1] !== quote) return found + 1;
    at = found + 2;
  }
}

/** Makes the record end with its first physical line, so that what follows is read on its own. */
export function endAtFirstLine(record: ScannedRecord, bytes: Uint8Array, limit: number, bareCr: boolean): true {
  let at = record.start;
  while (at < limit && bytes[at] !== lf && !(bytes[at] === cr && (bareCr || bytes[at + 1] === lf))) at++;
  record.end = at;
  record.next = Math.min(limit, bytes[at] === cr && bytes[at + 1] === lf ? at + 2 : at + 1);
  record.innerLines = 0;
  return true;
}

/** The cells of a record as text, quotes undone. */
export function readCells(bytes: Uint8Array, record: ScannedRecord, dialect: CsvDialect): string[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + record.start, record.end - record.start).toString('utf8');
  const delimiter = String.fromCharCode(dialect.delimiter);
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    const opening = /^ *"/.exec(text.slice(at, at + 1000));
    let cell = '';
    if (opening === null) {
      const end = indexOrEnd(text, delimiter, at);
      cell = text.slice(at, end);
      at = end;
    } else {
      const closing = closingQuote(text, at + opening[0].length);
      cell = text.slice(at + opening[0].length, closing).replaceAll('""', '"');
      const end = indexOrEnd(text, delimiter, closing + 1);
      cell += text.slice(closing + 1, end).trimEnd();
      at = end;
    }
    cells.push(cell);
    if (at >= text.length) return cells;
    at += 1;
  }
}

function indexOrEnd(text: string, part: string, from: number): number {
  const found = text.indexOf(part, from);
  return found < 0 ? text.length : found;
}

function closingQuote(text: string, from: number): number {
  let at = from;
  for (;;) {
    const found = text.indexOf('"', at);
    if (found < 0) return text.length;
    if (text[found + 1] !== '"') return found;
    at = found + 2;
  }
}

/** Cells as one canonical CSV line with a comma, every cell quoted that needs it. */
export function writeCells(cells: readonly string[], delimiter: string): string {
  return cells.map((cell) => (needsQuotes(cell, delimiter) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(delimiter);
}

function needsQuotes(cell: string, delimiter: string): boolean {
  return cell === '' || /["\r\n]|^ | $/.test(cell) || cell.includes(delimiter);
}
