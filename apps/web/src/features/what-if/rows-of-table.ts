import { type JsonObject, jsonSchema } from '@millrace/pipeline-core/json';
import type { SignatureInput } from '@millrace/pipeline-core/release';
import { readCsv } from '../../lib/read-csv';

export const mostRows = 10_000;

/** A pasted or dropped table as rows to score: cells by the types of the signature, and the table as it came. */
export type ReadRows =
  | { ok: true; header: string[]; records: string[][]; rows: JsonObject[]; ignored: string[] }
  | { ok: false; problem: string };

/** Reads a table whose first line names its columns. Columns that the model does not read go along and are not sent to it. */
export function rowsOfTable(text: string, inputs: readonly SignatureInput[]): ReadRows {
  const read = readCsv(text);
  if (!read.ok) return { ok: false, problem: `Line ${read.line} has ${read.problem}.` };
  const [header, ...records] = read.records;
  if (header === undefined || records.length === 0)
    return {
      ok: false,
      problem: 'There are no rows: expected a line with the names of the columns and rows below it.',
    };
  const names = header.map((name) => name.trim());
  const missing = inputs.map(({ name }) => name).filter((name) => !names.includes(name));
  if (missing.length > 0)
    return { ok: false, problem: `The table has no column ${missing.join(', ')}; it has ${names.join(', ')}.` };
  if (records.length > mostRows)
    return {
      ok: false,
      problem: `The table has ${records.length.toLocaleString('en')} rows; at most 10,000 are scored here. A batch of an endpoint takes more.`,
    };
  const uneven = records.findIndex((record) => record.length !== names.length);
  if (uneven >= 0)
    return {
      ok: false,
      problem: `Row ${uneven + 1} has ${records[uneven]?.length} fields; expected ${names.length}, as many as names.`,
    };
  const places = inputs.map((input) => ({ input, at: names.indexOf(input.name) }));
  const rows = records.map((record) =>
    Object.fromEntries(places.map(({ input, at }) => [input.name, cellOf(record[at] ?? '', input.type)])),
  );
  const known = new Set(inputs.map(({ name }) => name));
  return { ok: true, header: names, records, rows, ignored: names.filter((name) => !known.has(name)) };
}

/** A field as the request carries it. What cannot be read goes as text, so that the refusal shows it. */
function cellOf(field: string, type: SignatureInput['type']): JsonObject[string] {
  if (field === '') return null;
  switch (type) {
    case 'number':
    case 'integer': {
      const number = Number(field);
      return Number.isFinite(number) && field.trim() !== '' ? number : field;
    }
    case 'boolean':
      return field === 'true' ? true : field === 'false' ? false : field;
    case 'list':
    case 'vector':
    case 'sparse':
      return readJson(field);
    case 'text':
    case 'date':
    case 'timestamp':
    case 'bytes':
      return field;
  }
}

/** JSON of what has no plain form; the text itself where it is none. */
export function readJson(text: string): JsonObject[string] {
  try {
    return jsonSchema.parse(JSON.parse(text));
  } catch {
    return text; // refused with its value by whoever reads it
  }
}
