/*
 * How delimited text is read. One pass of our own over the bytes finds the records: it knows physical line numbers,
 * takes bare CR and mixed line ends, refuses ragged records and quotes that never close by name instead of guessing, and
 * recovers on the next line. Accepted records are copied byte for byte (odd ones rewritten) into a file that leaves
 * DuckDB's reader nothing to guess: it is told every setting, reads all cells as text, and its row count is compared
 * with ours. csv-parse was weighed and left out: it names lines too, but makes a JavaScript string of every cell.
 */
import { open } from 'node:fs/promises';
import { writeAll } from '../write-all';
import { mostColumns, tooManyColumns } from './column-limit';
import {
  type CsvDialect,
  emptyRecord,
  endAtFirstLine,
  maxRecordBytes,
  readCells,
  type ScannedRecord,
  scanRecord,
  writeCells,
} from './csv-record';
import type { LandNote, RejectedLine } from './land-report';
import { refuseFile } from './refuse-file';
import { LineNumbers, Rejects } from './rejects';
import { type CsvShape, sniffCsv } from './sniff-csv';

export type NormalisedText = {
  /** Names as the file has them; null when it has no header. */
  header: string[] | null;
  width: number;
  rows: number;
  delimiter: string;
  /** Longest line written, in bytes: DuckDB must be told. */
  longest: number;
  /** Some cell holds a line end: DuckDB must not read in parallel. */
  innerLines: boolean;
  lines: LineNumbers;
  rejects: Rejects;
  notes: LandNote[];
  /** Rows may end before the last column: what is missing there is missing. */
  ragged?: boolean;
  /** Cells of the first rows: enough to guess what a column holds. */
  sample: string[][];
};

const sampleBytes = 512 * 1024;
/** Rows kept as a sample. */
export const sampleRows = 1000;
const writeBytes = 1 << 20;

/** Reads chunks of UTF-8 and writes the accepted records to `target`, without header, each with its row number before it. */
export async function normaliseCsv(
  chunks: AsyncIterable<Buffer>,
  target: string,
  options: { name: string; delimiter?: string; header?: boolean; tabs?: boolean; signal?: AbortSignal },
): Promise<NormalisedText> {
  const source = chunks[Symbol.asyncIterator]();
  let { bytes, last } = await firstLines(source);
  const shape = sniffCsv(bytes, { whole: last, ...options });
  if (shape.width > mostColumns) throw tooManyColumns(options.name, countedColumns(shape.width, bytes));
  const file = await open(target, 'wx');
  const writer = new RecordWriter(shape, options.name);
  try {
    for (;;) {
      const used = writer.take(bytes, last);
      if (writer.pendingBytes >= writeBytes || last) await writeAll(file, writer.flush(), null);
      if (last && used >= bytes.length) break;
      options.signal?.throwIfAborted();
      ({ bytes, last } = await fill(source, bytes.subarray(used), bytes.length - used + writeBytes));
    }
  } finally {
    await file.close();
  }
  return writer.result();
}

/** Enough of the file to see its shape: more than usual where its lines are long. */
export async function firstLines(source: AsyncIterator<Buffer>): Promise<{ bytes: Buffer; last: boolean }> {
  let read = await fill(source, Buffer.alloc(0), sampleBytes);
  while (!read.last && read.bytes.length < maxRecordBytes && !hasLines(read.bytes)) {
    read = await fill(source, read.bytes, read.bytes.length * 2);
  }
  return read;
}

/** Two line ends, of any kind. */
function hasLines(bytes: Buffer): boolean {
  const end = bytes.includes(0x0a) ? 0x0a : 0x0d;
  const first = bytes.indexOf(end);
  return first >= 0 && bytes.includes(end, first + 1);
}

function countedColumns(width: number, bytes: Buffer): string {
  const isExact = bytes.includes(0x0a) || bytes.includes(0x0d);
  return `${isExact ? '' : 'more than '}${width.toLocaleString('en')}`;
}

async function fill(
  source: AsyncIterator<Buffer>,
  rest: Buffer,
  wanted: number,
): Promise<{ bytes: Buffer; last: boolean }> {
  const parts = [rest];
  let size = rest.length;
  while (size < wanted) {
    const next = await source.next();
    if (next.done === true) return { bytes: Buffer.concat(parts, size), last: true };
    parts.push(next.value);
    size += next.value.length;
  }
  return { bytes: Buffer.concat(parts, size), last: false };
}

class RecordWriter {
  pendingBytes = 0;
  private pending: Uint8Array[] = [];
  private readonly record: ScannedRecord = emptyRecord();
  private readonly dialect: CsvDialect;
  private readonly delimiter: string;
  private line = 1;
  private rows = 0;
  private longest = 0;
  private innerLines = false;
  private skipLeft: number;
  private headerDue: boolean;
  private secondDue: boolean;
  /** Inside a line that is too long, up to its end. */
  private skipping = false;
  private blank: { count: number; first: number[] } = { count: 0, first: [] };
  private spare = 0;
  private readonly sample: string[][] = [];
  private readonly lines = new LineNumbers();
  private readonly rejects = new Rejects();

  constructor(
    private readonly shape: CsvShape,
    private readonly name: string,
  ) {
    this.dialect = shape.dialect;
    this.delimiter = String.fromCharCode(shape.dialect.delimiter);
    this.skipLeft = shape.skip;
    this.headerDue = shape.header !== null;
    this.secondDue = shape.second !== null;
  }

  /** Takes whole records from the start of `bytes`; returns how many bytes it used. */
  take(bytes: Buffer, last: boolean): number {
    const { record, dialect } = this;
    let from = this.skipping ? this.skipLine(bytes) : 0;
    while (from < bytes.length && scanRecord(record, bytes, { from, limit: bytes.length, last, dialect })) {
      this.accept(bytes);
      this.line += record.innerLines + 1;
      from = record.next;
    }
    return from;
  }

  /** Where the line that is too long ends in `bytes`, and the next one starts. */
  private skipLine(bytes: Buffer): number {
    const end = bytes.indexOf(this.dialect.bareCr ? 0x0d : 0x0a);
    if (end < 0) return bytes.length;
    this.skipping = false;
    return end + 1;
  }

  private accept(bytes: Buffer): void {
    const { record, shape } = this;
    if (isBlank(bytes, record)) {
      this.blank.count++;
      if (this.blank.first.length < 5) this.blank.first.push(this.line);
      return;
    }
    if (this.skipLeft > 0) {
      this.skipLeft--;
      this.reject(bytes, 'before-header', 'the line stands before the first one of full width');
      return;
    }
    if (record.problem === 'too-long') {
      if (this.headerDue) throw lineTooLong(this.name, this.line);
      this.skipping = true;
      this.reject(bytes, 'too-long', problemText['too-long']);
      return;
    }
    if (this.headerDue) {
      this.headerDue = false;
      return;
    }
    if (this.secondDue) {
      this.secondDue = false;
      if (shape.second?.kind === 'units') this.reject(bytes, 'second-header', 'the line belongs to the header');
      return;
    }
    if (record.problem !== null) this.rejectFirstLine(bytes, record.problem, problemText[record.problem]);
    else if (record.fields === shape.width) this.copy(bytes);
    else if (record.fields < shape.width || !this.extraCellsAreBlank(bytes)) {
      const reason = record.fields < shape.width ? 'too-few-cells' : 'too-many-cells';
      this.rejectFirstLine(bytes, reason, `the line has ${record.fields} cells, expected ${shape.width}`);
    }
  }

  private extraCellsAreBlank(bytes: Buffer): boolean {
    const cells = readCells(bytes, this.record, this.dialect);
    if (cells.slice(this.shape.width).some((cell) => cell.trim() !== '')) return false;
    this.spare++;
    const kept = cells.slice(0, this.shape.width);
    if (this.rows < sampleRows) this.sample.push(kept);
    this.push(Buffer.from(writeCells(kept, this.delimiter), 'utf8'));
    return true;
  }

  private copy(bytes: Buffer): void {
    const { record } = this;
    const isSample = this.rows < sampleRows;
    const cells = record.irregular || isSample ? readCells(bytes, record, this.dialect) : [];
    if (isSample) this.sample.push(cells);
    this.push(
      record.irregular
        ? Buffer.from(writeCells(cells, this.delimiter), 'utf8')
        : bytes.subarray(record.start, record.end),
    );
  }

  private push(content: Uint8Array): void {
    const number = Buffer.from(`${this.rows}${this.delimiter}`, 'latin1');
    this.pending.push(number, content, lineEnd);
    this.pendingBytes += number.length + content.length + 1;
    this.longest = Math.max(this.longest, number.length + content.length);
    if (this.record.innerLines > 0) this.innerLines = true;
    this.lines.add(this.rows, this.line);
    this.rows++;
  }

  /** A record over several lines that does not fit is given up line by line: a stray quote costs one line, not a page. */
  private rejectFirstLine(bytes: Buffer, reason: RejectedLine['reason'], message: string): void {
    if (this.record.innerLines > 0 || reason === 'unclosed-quote') {
      endAtFirstLine(this.record, bytes, bytes.length, this.dialect.bareCr);
      this.reject(bytes, 'unclosed-quote', problemText['unclosed-quote']);
    } else this.reject(bytes, reason, message);
  }

  private reject(bytes: Buffer, reason: RejectedLine['reason'], message: string): void {
    const text = bytes
      .subarray(this.record.start, Math.min(this.record.end, this.record.start + 8192))
      .toString('utf8');
    this.rejects.add({ line: this.line, reason, message: `Line ${this.line}: ${message}.`, text });
  }

  flush(): Buffer {
    const bytes = Buffer.concat(this.pending);
    this.pending = [];
    this.pendingBytes = 0;
    return bytes;
  }

  result(): NormalisedText {
    const { shape } = this;
    const names = shape.second?.kind === 'names' ? shape.second.header : shape.header;
    const header = names === null ? null : [...names];
    if (header !== null && shape.headerGap === 'start') header.unshift('');
    if (header !== null && shape.headerGap === 'end') header.push('');
    return {
      header,
      width: shape.width,
      rows: this.rows,
      delimiter: this.delimiter,
      longest: this.longest,
      innerLines: this.innerLines,
      lines: this.lines,
      rejects: this.rejects,
      notes: this.notes(),
      sample: this.sample,
    };
  }

  private notes(): LandNote[] {
    const notes: LandNote[] = [];
    const { blank, spare, shape } = this;
    if (blank.count > 0) {
      const where = `${blank.first.join(', ')}${blank.count > blank.first.length ? ', …' : ''}`;
      notes.push({
        code: 'blank-lines',
        message: `${blank.count} blank line${blank.count === 1 ? '' : 's'} skipped (line ${where}).`,
        count: blank.count,
      });
    }
    if (spare > 0) {
      notes.push({
        code: 'trailing-cells',
        message: `${spare} lines end in empty extra cells, which were left out.`,
        count: spare,
      });
    }
    if (shape.header === null && this.rows > 0) {
      notes.push(noHeaderNote);
    }
    if (shape.second !== null) {
      notes.push({
        code: 'two-headers',
        message:
          shape.second.kind === 'names'
            ? 'The first two rows are both headers; their names were joined.'
            : 'The second row holds words over numbers, as units do; it is listed with the rejected lines.',
      });
    }
    if (shape.headerGap !== null) {
      notes.push({ code: 'short-header', message: 'The first line has one name less than the rows have cells.' });
    }
    if (shape.dialect.bareCr) notes.push({ code: 'bare-cr', message: 'Lines end in CR alone, as on old Macs.' });
    return notes;
  }
}

export const noHeaderNote: LandNote = {
  code: 'no-header',
  message: 'The first line looks like data, so the columns are numbered.',
};

const lineEnd = Uint8Array.of(0x0a);

const problemText = {
  'unclosed-quote': 'a quote opens that is not closed where the line fits',
  'text-after-quote': 'text follows a closing quote',
  'too-long': 'the line is longer than 8 MB',
} as const;

function lineTooLong(name: string, line: number) {
  return refuseFile({
    code: 'line-too-long',
    name,
    seen: `a line ${line} that is longer than 8 MB, where the names of the columns stand`,
    expected: 'lines of at most 8 MB',
    next: 'Check the line ends and quotes of the file, or upload it as Parquet.',
  });
}

function isBlank(bytes: Buffer, record: ScannedRecord): boolean {
  if (record.fields !== 1) return false;
  for (let at = record.start; at < record.end; at++) if (bytes[at] !== 0x20 && bytes[at] !== 0x09) return false;
  return true;
}
