import type { LandNote } from './land-report';
import type { CellKind, TextTable, TypedCell } from './text-table';

/**
 * Parses JSON, keeping whole numbers of 16 and more digits as texts: as numbers they would lose digits. (Node 20 gives a
 * reviver no source text.)
 */
export function parseJson(text: string): unknown {
  if (!/\d{16}/.test(text)) return JSON.parse(text);
  return JSON.parse(
    text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
      /^-?\d{16,}$/.test(token) ? `"${token}"` : token,
    ),
  );
}

/** Adds an object as a row. False when it is none. */
export async function addJsonRow(table: TextTable, value: unknown, line: number): Promise<boolean> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const cells: (TypedCell | undefined)[] = [];
  for (const [name, item] of Object.entries(value)) {
    const column = table.columnOf(name);
    const cell = cellOf(item);
    if (cell !== null) cells[column] = cell;
  }
  await table.add(cells, line);
  return true;
}

function cellOf(item: unknown): TypedCell | null {
  if (item === null || item === undefined) return null;
  if (typeof item === 'string') return { text: item, kind: 'text' };
  const kind: CellKind = typeof item === 'number' ? 'number' : typeof item === 'boolean' ? 'boolean' : 'nested';
  return { text: JSON.stringify(item), kind };
}

export function rejectJson(table: TextTable, options: { line: number; text: string; message: string }): void {
  const { line, text, message } = options;
  table.rejects.add({ line, reason: 'not-json', message: `Row ${line}: ${message}.`, text });
}

const named = 20;

/** What a document without a schema became: which columns hold JSON, which fields not every object has. */
export function shapeNotes(table: TextTable): LandNote[] {
  const columns = table.columns();
  const nested = columns.filter(({ kinds }) => kinds.nested > 0);
  const partial = columns.filter(({ present }) => present < table.rowCount);
  const notes: LandNote[] = nested.slice(0, named).map(({ name, kinds }) => ({
    code: 'nested-json',
    message: `"${name}" holds lists or objects, kept as JSON text. An SQL step takes values out of it, as in json_extract_string("${name}", '$.field').`,
    column: name,
    count: kinds.nested,
  }));
  if (nested.length > named) {
    notes.push({
      code: 'nested-json',
      message: `${nested.length - named} more columns hold lists or objects, kept as JSON text.`,
      count: nested.length - named,
    });
  }
  if (partial.length > 0) {
    const shown = partial.slice(0, 5).map(({ name, present }) => `"${name}" in ${present}`);
    notes.push({
      code: 'uneven-fields',
      message: `Not every object has a value for every field; the table has all fields, missing where there is none (${shown.join(', ')}${partial.length > 5 ? ', …' : ''} of ${table.rowCount} rows).`,
      count: partial.length,
    });
  }
  return notes;
}
