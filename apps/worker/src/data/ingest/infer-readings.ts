import { blocksOf } from '../blocks-of';
import type { DuckSession } from '../duckdb';
import { type CellReading, cellValueSql, isIdentifier, isMissingInTyped, onlyIf } from './cell-types';
import { guessReadings } from './guess-readings';
import type { CellKinds } from './text-table';

/** Relation with column `row` and the text columns `c<index>` of these indexes only: wide tables are read in blocks. */
export type TextSource = (indexes: readonly number[]) => string;

/** What a column turned out to be. `bad` cells are present texts that do not fit and become missing. */
export type InferredColumn = { reading: CellReading; present: number; bad: number };

/** A column keeps its type with this share of texts that do not fit, if it has at least `minimumRows` texts. */
const toleratedShare = 0.005;
const minimumRows = 200;

/** Readings from the most to the least specific: the first that fits wins. */
const order: readonly CellReading[] = ['boolean', 'integer', 'number', 'decimal-comma', 'date', 'timestamp'];

/**
 * Types of the text columns `c0`… of a text file (missing cells are null already). A candidate from the first rows is
 * checked on all of them. A few texts that do not fit a large column are reported as bad cells instead of turning the
 * column into text; a control character inside a number never does.
 */
export async function inferReadings(
  session: DuckSession,
  options: {
    source: TextSource;
    width: number;
    /** Cells of the first rows. */
    sample: readonly string[][];
    decimalComma: boolean;
    kinds?: readonly CellKinds[];
    /** Columns that stay texts. */
    fixed?: readonly boolean[];
    /** Beyond so many columns a statement that asks of a few spends its time on naming those of the file. */
    manyColumns?: number;
  },
): Promise<InferredColumn[]> {
  const { manyColumns = 1000 } = options;
  const columns = Array.from({ length: options.width }, (_, index) => index);
  const allowed = columns.map((index) =>
    options.fixed?.[index] === true ? [] : allowedReadings(options.kinds?.[index], options.decimalComma),
  );
  const result: InferredColumn[] = columns.map(() => ({ reading: 'text', present: 0, bad: 0 }));
  let open = columns.map((index) => ({
    index,
    left: guessReadings(
      options.sample.map((cells) => cells[index] ?? ''),
      allowed[index]!,
    ),
  }));
  for (;;) {
    const tried = open.map(({ index, left }) => ({
      index,
      reading: left[0] ?? ('text' as const),
      left: left.slice(1),
    }));
    const counts = await countAll(session, options.source, { tried, size: tried.length > manyColumns ? 100 : 25 });
    open = [];
    for (const [at, { index, reading, left }] of tried.entries()) {
      const found = counts[at]!;
      if (reading === 'text' || isAccepted(found)) result[index] = { reading, present: found.present, bad: found.bad };
      else open.push({ index, left });
    }
    if (open.length === 0) return result;
  }
}

/** The readings that a column may have at all, best first. */
export function allowedReadings(kinds: CellKinds | undefined, decimalComma: boolean): readonly CellReading[] {
  const plain = order.filter((reading) => decimalComma || reading !== 'decimal-comma');
  if (kinds === undefined) return plain;
  if (kinds.nested > 0) return [];
  if (kinds.text > 0 && kinds.number === 0 && kinds.boolean === 0) return ['date', 'timestamp'];
  return kinds.text === 0 ? plain : plain.filter((reading) => reading !== 'boolean');
}

type Count = { present: number; fit: number; bad: number; control: number; identifiers: number; wider: number };

async function countAll(
  session: DuckSession,
  relation: TextSource,
  { tried, size }: { tried: readonly { index: number; reading: CellReading }[]; size: number },
): Promise<Count[]> {
  const counts: Count[] = [];
  for (const block of blocksOf(
    tried.map((_, at) => at),
    size,
  )) {
    const cells = block.flatMap((at) => countCells(tried[at]!, at));
    const row = await session.numbers(
      `SELECT ${cells.join(', ')} FROM ${relation(block.map((at) => tried[at]!.index))}`,
    );
    for (const at of block) {
      const cell = (name: string) => row[`${name}${at}`] ?? 0;
      const present = cell('p') - cell('m');
      counts[at] = {
        present,
        fit: cell('f'),
        bad: present - cell('f'),
        control: cell('k'),
        identifiers: cell('i'),
        wider: cell('w'),
      };
    }
  }
  return counts;
}

/** Control characters but tab and line ends, as a pattern of DuckDB's. */
const controls = '[\\x01-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]';

function countCells({ index, reading }: { index: number; reading: CellReading }, at: number): string[] {
  const text = `c${index}`;
  if (reading === 'text') return [`count(c${index}) AS p${at}`, `count(c${index}) AS f${at}`];
  const value = cellValueSql(reading, text);
  const wider = reading === 'integer' ? [`count(${cellValueSql('number', text)}) AS w${at}`] : [];
  const numeric = reading === 'integer' || reading === 'number';
  return [
    `count(c${index}) AS p${at}`,
    `count(*) FILTER (${isMissingInTyped(text)}) AS m${at}`,
    `count(${value}) AS f${at}`,
    `count(*) FILTER (${onlyIf(`${value} IS NULL`, `coalesce(regexp_matches(${text}, '${controls}'), false)`)}) AS k${at}`,
    ...(numeric ? [`count(*) FILTER (${isIdentifier(text)}) AS i${at}`] : []),
    ...wider,
  ];
}

function isAccepted(count: Count): boolean {
  if (count.identifiers > 0 || count.wider > count.fit) return false;
  if (count.present === 0) return false;
  const unexplained = count.bad - count.control;
  if (unexplained <= 0) return count.fit > 0;
  return count.present >= minimumRows && unexplained <= count.present * toleratedShare;
}
