import { type CellReading, missingTexts } from './cell-types';

/**
 * What a byte leads to, by state and byte: `next[state + byte]`. Rows of the table lie 256 apart; of most states only digits
 * lead anywhere, so that what is looked at stays in the fastest memory.
 */
export type CellAutomaton = {
  next: Uint32Array;
  /** Where the header begins, or the first cell of a file without one. */
  start: number;
  /** Where every line leads to that is as it should be. */
  line: number;
  /** The file may end here: behind a line, or behind a last line without an end. */
  mayEnd(state: number): boolean;
};

/** No way back: something that needs a closer look. */
export const stuck = 0;

/** Readings that an automaton knows to be written plainly; a decimal comma is none. */
export function isSimpleReading(reading: CellReading): boolean {
  return reading !== 'decimal-comma';
}

const quote = 0x22;
const lf = 0x0a;
const refused = [0, quote, 0x0d];
const digits = '0123456789';
/** Space and tab; 0xC2 begins the hard space. */
const blanks = [0x20, 0x09, 0xc2];

/**
 * Tells cells that every reader takes for the same value from those that need a closer look, one byte at a time. It knows
 * lines of as many cells as there are columns, without quotes or empty lines; whole numbers of up to 15 digits without
 * leading zeros; decimals; days and times since 1600 (which of them exist is for the cast to say); true and false; and any
 * text that does not begin with a blank or mean "missing". A cell may be empty in every column.
 */
export function cellAutomaton(o: {
  readings: readonly CellReading[];
  delimiter: number;
  header: boolean;
}): CellAutomaton {
  const table = new Table();
  const starts = o.readings.map(() => table.add());
  const line = starts[0] ?? stuck;
  const ends = new Set<number>();
  for (const [at, reading] of o.readings.entries()) {
    const last = at === o.readings.length - 1;
    const end = last ? { byte: lf, to: line } : { byte: o.delimiter, to: starts[at + 1]! };
    const accepting = addCells(new Cells(table, starts[at]!, o.delimiter), reading);
    for (const state of [starts[at]!, ...accepting]) {
      table.set(state, end.byte, end.to);
      if (last) ends.add(state);
    }
  }
  return table.pack({ start: o.header ? addHeader(table, line) : line, line, ends: ends.add(line) });
}

/** Any line but an empty one. */
function addHeader(table: Table, line: number): number {
  const start = table.add();
  const header = table.add();
  for (let byte = 0; byte < 256; byte++) {
    if (refused.includes(byte)) continue;
    table.set(start, byte, byte === lf ? stuck : header);
    table.set(header, byte, byte === lf ? line : header);
  }
  return start;
}

/** Adds the cells of a column. @returns the states in which a cell may end */
function addCells(cells: Cells, reading: CellReading): number[] {
  switch (reading) {
    case 'integer':
      return addInteger(cells);
    case 'number':
      return addNumber(cells);
    case 'boolean':
      return ['true', 'True', 'TRUE', 'false', 'False', 'FALSE'].map((word) => cells.word(cells.start, word));
    case 'date':
      return [addDay(cells)];
    case 'timestamp':
      return addTime(cells);
    case 'text':
      return addText(cells);
    case 'decimal-comma':
      return [];
  }
}

function addInteger(cells: Cells): number[] {
  const zero = cells.on(cells.start, '0');
  const minus = cells.on(cells.start, '-');
  const first = cells.on(cells.start, digits.slice(1));
  cells.link(minus, digits.slice(1), first);
  return [zero, ...cells.upTo(first, 15)];
}

function addNumber(cells: Cells): number[] {
  const zero = cells.on(cells.start, '0');
  const minus = cells.on(cells.start, '-');
  const first = cells.on(cells.start, digits.slice(1));
  cells.link(minus, '0', zero);
  cells.link(minus, digits.slice(1), first);
  const whole = [zero, ...cells.upTo(first, 15)];
  const dot = cells.on(cells.start, '.');
  cells.link(minus, '.', dot);
  for (const state of whole) cells.link(state, '.', dot);
  const decimal = cells.on(dot, digits);
  cells.link(decimal, digits, decimal);
  const power = cells.on(decimal, 'eE');
  for (const state of whole) cells.link(state, 'eE', power);
  const sign = cells.on(power, '+-');
  const tens = cells.on(power, digits);
  cells.link(sign, digits, tens);
  return [...whole, decimal, tens, cells.on(tens, digits)];
}

/** @returns the state behind a day */
function addDay(cells: Cells): number {
  const before = cells.on(cells.on(cells.start, '1'), '6789');
  const since = cells.on(cells.on(cells.start, '2'), digits);
  const year = cells.on(before, digits);
  cells.link(since, digits, year);
  return cells.steps(year, [digits, '-', digits, digits, '-', digits, digits]);
}

function addTime(cells: Cells): number[] {
  const day = addDay(cells);
  const minutes = cells.steps(day, ['T ', digits, digits, ':', digits, digits]);
  const seconds = cells.steps(minutes, [':', digits, digits]);
  const fractions = cells.upTo(cells.steps(seconds, ['.', digits]), 6);
  const utc = cells.on(seconds, 'Z');
  for (const state of fractions) cells.link(state, 'Z', utc);
  return [day, seconds, ...fractions, utc];
}

/** Words that mean "missing" as a tree: a cell that is one, or goes on with a blank behind one, needs a closer look. */
function addText(cells: Cells): number[] {
  const rest = cells.anyText();
  cells.otherwise(rest, rest, []);
  const words = new Set(missingTexts.map((word) => cells.word(cells.start, word)));
  const begun = missingTexts.flatMap((word) =>
    [...word].slice(1).map((_, at) => cells.word(cells.start, word.slice(0, at + 1))),
  );
  const others = [...new Set(begun)].filter((state) => !words.has(state));
  for (const state of [cells.start, ...words]) cells.otherwise(state, rest, blanks);
  for (const state of others) cells.otherwise(state, rest, []);
  return [rest, ...others];
}

/** The states of one column. */
class Cells {
  constructor(
    private readonly table: Table,
    readonly start: number,
    private readonly delimiter: number,
  ) {}

  /** A new state behind one of these letters. */
  on(from: number, letters: string): number {
    const to = this.table.add();
    this.link(from, letters, to);
    return to;
  }

  link(from: number, letters: string, to: number): void {
    for (const letter of letters) this.table.set(from, letter.charCodeAt(0), to);
  }

  /** New states behind one letter of each of these after the other. @returns the last */
  steps(from: number, letters: readonly string[]): number {
    return letters.reduce((state, some) => this.on(state, some), from);
  }

  /** Adds a word to a tree of words. @returns the state behind it */
  word(from: number, word: string): number {
    return [...word].reduce((state, letter) => {
      const known = this.table.get(state, letter.charCodeAt(0));
      return known === stuck ? this.on(state, letter) : known;
    }, from);
  }

  /** This state behind a digit and those behind more of them, `most` in all. */
  upTo(first: number, most: number): number[] {
    const states = [first];
    while (states.length < most) states.push(this.on(states.at(-1)!, digits));
    return states;
  }

  anyText(): number {
    return this.table.add();
  }

  /** Bytes of a text that lead nowhere yet lead there, but for these. */
  otherwise(from: number, to: number, except: readonly number[]): void {
    for (let byte = 0; byte < 256; byte++)
      if (this.isText(byte, except) && this.table.get(from, byte) === stuck) this.table.set(from, byte, to);
  }

  private isText(byte: number, except: readonly number[]): boolean {
    return byte !== lf && byte !== this.delimiter && !refused.includes(byte) && !except.includes(byte);
  }
}

/** Grows state by state; state 0 leads nowhere. */
class Table {
  private readonly rows: Uint32Array[] = [new Uint32Array(256)];

  add(): number {
    return this.rows.push(new Uint32Array(256)) - 1;
  }

  set(state: number, byte: number, to: number): void {
    this.rows[state]![byte] = to;
  }

  get(state: number, byte: number): number {
    return this.rows[state]![byte]!;
  }

  pack({ start, line, ends }: { start: number; line: number; ends: ReadonlySet<number> }): CellAutomaton {
    const next = new Uint32Array(this.rows.length * 256);
    for (const [state, row] of this.rows.entries())
      next.set(
        row.map((to) => to * 256),
        state * 256,
      );
    return { next, start: start * 256, line: line * 256, mayEnd: (state) => ends.has(state / 256) };
  }
}
