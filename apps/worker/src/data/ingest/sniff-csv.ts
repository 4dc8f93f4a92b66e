import { type CsvDialect, emptyRecord, readCells, scanRecord } from './csv-record';
import { findSecondHeader, kindOf, looksLikeHeader, type SecondHeader } from './header-rows';

export type CsvShape = {
  dialect: CsvDialect;
  /** Cells of most records. */
  width: number;
  /** Records before the first of full width: preamble, comments. */
  skip: number;
  header: string[] | null;
  /** The header has one cell less than the rows: where the name is missing. */
  headerGap: 'start' | 'end' | null;
  /** The header has a second row. */
  second: SecondHeader | null;
};

export type SniffOptions = {
  /** `head` is all of the file. */
  whole: boolean;
  delimiter?: string;
  header?: boolean;
  /** The name says tabs: they win wherever they cut the lines alike. */
  tabs?: boolean;
};

const sampleRecords = 300;
const tab = 0x09;
const candidates = [0x2c, 0x3b, tab, 0x7c];

/**
 * Finds delimiter, line ends, width and header from the first bytes of a file. The delimiter is the one that cuts the
 * most records into the same number of cells, more cells winning a tie; none that cuts half of them alike means a
 * single column.
 */
export function sniffCsv(head: Buffer, options: SniffOptions): CsvShape {
  const bareCr = !head.includes(0x0a) && head.includes(0x0d);
  const tried = options.delimiter === undefined ? candidates : [options.delimiter.charCodeAt(0)];
  const samples = tried.map((delimiter) => takeSample(head, { delimiter, bareCr }, options.whole));
  let best = samples[0]!;
  for (const sample of samples) if (scoreOf(sample) > scoreOf(best)) best = sample;
  const tabbed = options.tabs === true ? samples.find(({ dialect }) => dialect.delimiter === tab) : undefined;
  if (tabbed !== undefined && scoreOf(tabbed) > 0) best = tabbed;
  const width = options.delimiter === undefined && scoreOf(best) === 0 ? 1 : best.width;
  if (width === 1) best = samples[0]!;
  const records = best.records.filter((cells) => !(cells.length === 1 && cells[0]?.trim() === ''));
  return { dialect: best.dialect, width, ...findHeader(records, width, options.header) };
}

type Sample = { dialect: CsvDialect; records: string[][]; width: number; share: number };

function takeSample(head: Buffer, dialect: CsvDialect, whole: boolean): Sample {
  const record = emptyRecord();
  const records: string[][] = [];
  let from = 0;
  while (from < head.length && records.length < sampleRecords) {
    if (!scanRecord(record, head, { from, limit: head.length, last: whole, dialect })) break;
    records.push(readCells(head, record, dialect));
    from = record.next;
  }
  // A first line longer than the sample still has a width.
  if (records.length === 0 && head.length > 0) {
    scanRecord(record, head, { from: 0, limit: head.length, last: true, dialect });
    records.push(readCells(head, record, dialect));
  }
  const counts = new Map<number, number>();
  for (const cells of records) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  let width = 1;
  let most = 0;
  for (const [cells, count] of counts)
    if (count > most || (count === most && cells > width)) [width, most] = [cells, count];
  return { dialect, records, width, share: records.length === 0 ? 0 : most / records.length };
}

function scoreOf(sample: Sample): number {
  if (sample.width === 1 || sample.share < 0.5) return 0;
  return Math.round(sample.share * 20) * 1e6 + sample.width;
}

function findHeader(
  records: string[][],
  width: number,
  wanted: boolean | undefined,
): Pick<CsvShape, 'skip' | 'header' | 'headerGap' | 'second'> {
  const gap = missingName(records, width);
  if (gap !== null && wanted !== false) return { skip: 0, header: records[0] ?? null, headerGap: gap, second: null };
  const first = Math.max(
    0,
    records.findIndex((cells) => cells.length === width),
  );
  const top = records[first];
  const below = records.slice(first + 1).filter((cells) => cells.length === width);
  const kinds = below.map((cells) => cells.map(kindOf));
  const next = records[first + 1];
  const isPair = wanted === undefined && top !== undefined && next !== undefined && next.length === width;
  const second = isPair ? findSecondHeader(top, next, kinds.slice(1)) : null;
  const isHeader =
    wanted ?? (second?.kind === 'names' || (top !== undefined && looksLikeHeader(top.map(kindOf), kinds)));
  if (top === undefined || !isHeader) return { skip: first, header: null, headerGap: null, second: null };
  return { skip: first, header: top, headerGap: null, second };
}

/** A first record of names that is one short of all others, as R writes tables with row names. */
function missingName(records: string[][], width: number): 'start' | 'end' | null {
  const top = records[0];
  const rest = records.slice(1);
  if (top === undefined || width < 3 || rest.length < 2 || top.length !== width - 1) return null;
  if (!rest.every((cells) => cells.length === width) || !top.every((cell) => kindOf(cell) === 'text')) return null;
  return rest.every((cells) => cells[width - 1]?.trim() === '') ? 'end' : 'start';
}
