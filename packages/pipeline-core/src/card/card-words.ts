import { assertNever } from '../exhaustive';
import type { SegmentTerm } from '../explain/segments';
import type { SignatureInput } from '../release/signature';

/** A figure with as many digits as people read. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return 'not defined';
  return String(Number(value.toPrecision(4)));
}

/** A value that was seen, or a bound that rows are cut at: rounded it would be one that never was. 15 digits hide no more than float noise. */
export function exact(value: number): string {
  return String(Number(value.toPrecision(15)));
}

/** What train rows had in an input: "17 to 90", or the first so many levels and how many more there were. */
export function seenWords({ range: seen, levels }: Pick<SignatureInput, 'range' | 'levels'>, most: number): string {
  return seen === undefined ? some(levels ?? [], most) : `${exact(seen[0])} to ${exact(seen[1])}`;
}

export function count(value: number): string {
  return value.toLocaleString('en');
}

export function range(interval: readonly [number, number] | undefined): string {
  return interval === undefined ? '' : `${figure(interval[0])} to ${figure(interval[1])}`;
}

/** The first so many of a list, and how many more there are. */
export function some(names: readonly string[], most: number): string {
  const shown = names.slice(0, most).join(', ');
  return names.length > most ? `${shown} and ${count(names.length - most)} more` : shown;
}

function termWords(term: SegmentTerm): string {
  const { column } = term;
  switch (term.kind) {
    case 'is':
      return `${column} is ${term.value === '' ? 'an empty text' : term.value}`;
    case 'missing':
      return `${column} is missing`;
    case 'range': {
      const [from, to] = [term.from, term.to].map((end) => (end === null ? null : exact(end)));
      if (from == null) return to == null ? `any ${column}` : `${column} below ${to}`;
      return to == null ? `${column} from ${from}` : `${column} from ${from} to below ${to}`;
    }
    default:
      return assertNever(term);
  }
}

/** The conditions of a group of rows: "city is Oslo and age below 30". */
export function groupWords(terms: readonly SegmentTerm[]): string {
  return terms.map(termWords).join(' and ');
}
