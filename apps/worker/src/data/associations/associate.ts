import {
  type AssociationColumn,
  type AssociationPair,
  type AssociationReport,
  associationOf,
  associationReportSchema,
  ranksOf,
} from '@millrace/pipeline-core/profile';
import type { DuckSession } from '../duckdb';
import type { PlainTable } from '../plain-table';
import { readAssociationColumn, spreadSample } from './read-association-columns';

/** All rows up to this many cells; above it a sample of as many. */
const mostCells = 12_000_000;
const mostRows = 200_000;
const mostColumns = 200;
/** Pairs that are listed where there are too many columns for a map. */
const mostPairs = 400;
const mapColumns = 60;

/** How every column goes together with every other, and which are missing together. */
export async function associate(
  session: DuckSession,
  table: PlainTable,
  signal: AbortSignal,
): Promise<AssociationReport> {
  const looked = table.columns.slice(0, mostColumns);
  const rows = Math.min(mostRows, Math.floor(mostCells / Math.max(1, looked.length)));
  const { relation } = spreadSample(table, rows);
  const columns: AssociationColumn[] = [];
  const gapsOf: { name: string; missing: Uint8Array; rows: number }[] = [];
  const left: string[] = [];
  let seen = 0;
  for (const stored of looked) {
    const column = await readAssociationColumn(session, relation, stored);
    if (column === null) {
      left.push(stored.name);
      continue;
    }
    columns.push(column);
    const missing = missingOf(column);
    seen = missing.length;
    const count = missing.reduce((sum, gap) => sum + gap, 0);
    if (count > 0) gapsOf.push({ name: column.name, missing, rows: count });
  }
  const pairs = await allPairs(columns, signal);
  pairs.sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  return associationReportSchema.parse({
    rows: columns.length === 0 ? table.rows : seen,
    ofRows: table.rows,
    columns: columns.map(({ name, kind }) => ({ name, kind })),
    left,
    beyond: table.columns.slice(mostColumns).map(({ name }) => name),
    pairs: columns.length > mapColumns ? pairs.slice(0, mostPairs) : pairs,
    gaps: gapsOf.map(({ name, rows: count }) => ({ name, rows: count })),
    gapPairs: gapPairs(gapsOf.slice(0, mapColumns)),
  });
}

async function allPairs(columns: readonly AssociationColumn[], signal: AbortSignal): Promise<AssociationPair[]> {
  const ranks = columns.map((column) => (column.kind === 'number' ? ranksOf(column.values) : null));
  const pairs: AssociationPair[] = [];
  for (const [at, a] of columns.entries()) {
    // Lets a cancellation in between two rows of the map.
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    for (let other = at + 1; other < columns.length; other += 1) {
      const b = columns[other];
      if (b === undefined) continue;
      const [x, y] = [ranks[at], ranks[other]];
      const { kind, value, spearman, rows } = associationOf(a, b, x && y ? { a: x, b: y } : undefined);
      if (value !== null) pairs.push({ a: a.name, b: b.name, kind, value, spearman, rows });
    }
  }
  return pairs;
}

function missingOf(column: AssociationColumn): Uint8Array {
  return column.kind === 'number'
    ? Uint8Array.from(column.values, (value) => (Number.isNaN(value) ? 1 : 0))
    : Uint8Array.from(column.codes, (code) => (code < 0 ? 1 : 0));
}

function gapPairs(gaps: readonly { name: string; missing: Uint8Array }[]): AssociationReport['gapPairs'] {
  return gaps.flatMap((a, at) =>
    gaps.slice(at + 1).map((b) => {
      let [both, either] = [0, 0];
      a.missing.forEach((gap, row) => {
        const other = b.missing[row] ?? 0;
        both += gap & other;
        either += gap | other;
      });
      return { a: a.name, b: b.name, both, either };
    }),
  );
}
