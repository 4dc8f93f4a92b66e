import { stat } from 'node:fs/promises';
import { JsonElementError, jsonElements } from './json-elements';
import { addJsonRow, jsonText, NestedTooDeep, rejectJson, shapeNotes } from './json-rows';
import type { LandNote } from './land-report';
import { type JsonLosses, parseJson } from './parse-json';
import { refuseFile } from './refuse-file';
import { type NormalisedCells, TextTable } from './text-table';

/** Largest document that is parsed as a whole; a list of objects has no limit. */
const maxWholeBytes = 64 * 2 ** 20;

/**
 * A JSON document as canonical CSV: a list of objects row by row, an object with one such list by that list, anything
 * else as it is, so that it can be typed later.
 */
export async function normaliseJson(
  chunks: AsyncIterable<Buffer>,
  target: string,
  { path, name, limit }: { path: string; name: string; limit: number },
): Promise<NormalisedCells> {
  const source = chunks[Symbol.asyncIterator]();
  const head = await firstText(source);
  const all = rejoin(head, source);
  if (/^\s*\[/.test(head.toString('utf8', 0, 4096))) {
    return TextTable.write({ target, name, limit }, (table) => addElements(table, all, name));
  }
  const { size } = await stat(path);
  if (size > maxWholeBytes) throw tooLarge(name, size);
  const parts: Buffer[] = [];
  for await (const chunk of all) parts.push(chunk);
  const losses: JsonLosses = { repeated: 0 };
  const document = parseDocument(Buffer.concat(parts).toString('utf8'), { name, losses });
  const { rows, notes } = rowsOf(document);
  return TextTable.write({ target, name, limit }, async (table) => {
    for (const [index, row] of rows.entries()) await addElement(table, row, index + 1);
    return { header: true, notes: [...notes, ...shapeNotes(table, losses)] };
  });
}

async function firstText(source: AsyncIterator<Buffer>): Promise<Buffer> {
  for (;;) {
    const { value, done } = await source.next();
    if (done === true) return Buffer.alloc(0);
    if (value.toString('utf8', 0, 4096).trim() !== '') return value;
  }
}

async function* rejoin(head: Buffer, source: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (head.length > 0) yield head;
  for (;;) {
    const { value, done } = await source.next();
    if (done === true) return;
    yield value;
  }
}

async function addElements(table: TextTable, chunks: AsyncIterable<Buffer>, name: string) {
  let row = 0;
  const losses: JsonLosses = { repeated: 0 };
  try {
    for await (const element of jsonElements(chunks)) {
      row++;
      await addElement(table, parseJson(element.toString('utf8'), losses), row);
    }
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof JsonElementError) throw notJson(name, row, error);
    throw error;
  }
  const plain: LandNote[] = table.columns().some(({ name: column }) => column === plainColumn)
    ? [{ code: 'plain-values', message: `Rows without named values are in the column "${plainColumn}".` }]
    : [];
  return { header: true, notes: [...plain, ...shapeNotes(table, losses)] };
}

/** Column of list elements that are no objects. */
const plainColumn = 'value';

/** Adds an element as a row, or rejects it. */
async function addElement(table: TextTable, value: unknown, row: number): Promise<void> {
  try {
    await addValue(table, value, row);
  } catch (error) {
    if (!(error instanceof NestedTooDeep)) throw error;
    rejectJson(table, { line: row, text: '', message: error.message });
  }
}

async function addValue(table: TextTable, value: unknown, row: number): Promise<void> {
  if (await addJsonRow(table, value, row)) return;
  const knowsNames = table.columns().some(({ name }) => name !== plainColumn);
  if (knowsNames || value === null) {
    rejectJson(table, { line: row, text: jsonText(value), message: 'not an object with named values' });
  } else await addJsonRow(table, { [plainColumn]: value }, row);
}

function parseDocument(text: string, { name, losses }: { name: string; losses: JsonLosses }): unknown {
  try {
    return parseJson(text, losses);
  } catch (error) {
    throw notJson(name, null, error);
  }
}

/** The rows of a document that is no list, and what a person should know about the rest of it. */
function rowsOf(document: unknown): { rows: unknown[]; notes: LandNote[] } {
  if (typeof document !== 'object' || document === null) return { rows: [document], notes: [] };
  const fields = Object.entries(document);
  const lists = fields.filter(([, value]) => isRowList(value));
  const [list] = lists;
  if (list === undefined || lists.length > 1) {
    const message = 'The document is one object, so the table has one row.';
    return { rows: [document], notes: [{ code: 'one-object', message }] };
  }
  const [listName, rows] = list;
  const others = fields.filter(([name]) => name !== listName).map(([name]) => `"${name}"`);
  const message = `The rows are those of the list "${listName}"; beside it the document has ${others.slice(0, 10).join(', ')}, which no row holds. They are in the raw file.`;
  return { rows: rows as unknown[], notes: others.length === 0 ? [] : [{ code: 'left-out-fields', message }] }; // a list by the test above
}

function isRowList(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0 && value.every((row) => typeof row === 'object' && row !== null);
}

function notJson(name: string, row: number | null, error: unknown) {
  return refuseFile({
    code: 'not-json',
    name,
    seen: `${error instanceof Error ? error.message : String(error)}${row === null ? '' : ` (at row ${row})`}`,
    expected: 'a JSON document',
    next: 'Correct the file, or upload it as NDJSON (ending .ndjson) if it has one object per line.',
    cause: error,
  });
}

function tooLarge(name: string, size: number) {
  return refuseFile({
    code: 'file-too-large',
    name,
    seen: `a JSON document of ${Math.round(size / 2 ** 20)} MB that is not one list`,
    expected: 'at most 64 MB, or a list of objects of any size',
    next: 'Save it as one list of objects, as NDJSON (one object per line), CSV or Parquet.',
  });
}
