import type { LandNote } from './land-report';
import type { JsonLosses } from './parse-json';
import type { CellKind, TextTable, TypedCell } from './text-table';

export class NestedTooDeep extends Error {
  constructor() {
    super('nested too deep');
  }
}

/** Adds an object as a row. False when it is none; throws NestedTooDeep and adds nothing when it cannot be written down. */
export async function addJsonRow(table: TextTable, value: unknown, line: number): Promise<boolean> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const cells: (TypedCell | undefined)[] = [];
  const named = Object.entries(value).map(([name, item]) => [name, cellOf(item)] as const);
  for (const [name, cell] of named) {
    const column = table.columnOf(name);
    if (cell !== null) cells[column] = cell;
  }
  await table.add(cells, line);
  return true;
}

function cellOf(item: unknown): TypedCell | null {
  if (item === null || item === undefined) return null;
  if (typeof item === 'string') return { text: item, kind: 'text' };
  const kind: CellKind = typeof item === 'number' ? 'number' : typeof item === 'boolean' ? 'boolean' : 'nested';
  return { text: jsonText(item), kind };
}

/** Throws NestedTooDeep where JSON.stringify runs out of stack. */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    throw error instanceof RangeError ? new NestedTooDeep() : error;
  }
}

export function rejectJson(table: TextTable, options: { line: number; text: string; message: string }): void {
  const { line, text, message } = options;
  table.rejects.add({ line, reason: 'not-json', message: `Row ${line}: ${message}.`, text });
}

const named = 20;

/** What a document without a schema became: which columns hold JSON, which fields not every object has, what was lost. */
export function shapeNotes(table: TextTable, losses: JsonLosses): LandNote[] {
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
  return [...notes, ...lossNotes(losses)];
}

function lossNotes({ repeated }: JsonLosses): LandNote[] {
  if (repeated === 0) return [];
  const message = `${repeated} field${repeated === 1 ? ' repeats a name' : 's repeat a name'} of the same object; the last value was kept. The others are in the raw file alone: give each field a name of its own.`;
  return [{ code: 'repeated-fields', message, count: repeated }];
}
