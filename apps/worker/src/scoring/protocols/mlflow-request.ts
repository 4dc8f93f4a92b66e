import type { Json, JsonObject } from '@millrace/pipeline-core/json';
import type { Signature } from '@millrace/pipeline-core/release';
import { err, ok, type Result } from '@millrace/pipeline-core/result';
import { rowLimit } from '../answering/row-limit';
import { isObject } from './native-request';

const forms = ['dataframe_split', 'dataframe_records', 'instances', 'inputs'] as const;
type Problem = { status: 400 | 413; code: 'BAD_REQUEST' | 'INVALID_PARAMETER_VALUE'; message: string };

const bad = (message: string) => err<Problem>({ status: 400, code: 'BAD_REQUEST', message });

/** More rows than one request may have; asked before rows are made of them. */
function tooManyRows(rows: number): Result<never, Problem> | null {
  if (rows <= rowLimit) return null;
  return err({ status: 413, code: 'BAD_REQUEST', message: `${rows} rows in one request; send at most ${rowLimit}.` });
}

/**
 * Rows of an MLflow scoring request in JSON: exactly one of the four forms MLflow's own server takes. Numbers that were
 * sent as text are read as numbers where the signature has them, as pandas does there.
 */
export function readMlflowRows(body: unknown, signature: Signature): Result<JsonObject[], Problem> {
  const rows = readForm(body, signature);
  return rows.ok ? ok(convertTexts(rows.value, signature)) : rows;
}

function readForm(body: unknown, signature: Signature): Result<JsonObject[], Problem> {
  if (!isObject(body)) return bad(`Send an object with exactly one of ${forms.join(', ')}.`);
  const given = forms.filter((form) => Object.hasOwn(body, form));
  const [form] = given;
  if (form === undefined || given.length > 1) {
    return bad(
      `Expected exactly one of ${forms.join(', ')}, got ${given.length === 0 ? 'none' : given.join(' and ')}.`,
    );
  }
  if (body.params !== undefined && body.params !== null && !isObject(body.params)) {
    return bad('params must be an object; no model here has any, so they are ignored.');
  }
  const value = body[form] ?? null;
  if (form === 'dataframe_split') return fromSplit(value);
  if ((form === 'instances' || form === 'inputs') && isTensor(value)) return fromTensor(value, signature);
  return form === 'inputs' && isObject(value) ? fromColumns(value) : fromRecords(form, value);
}

function fromSplit(value: Json): Result<JsonObject[], Problem> {
  if (!isObject(value) || !Array.isArray(value.columns) || !Array.isArray(value.data)) {
    return bad('dataframe_split needs "columns" and "data".');
  }
  const tooMany = tooManyRows(value.data.length);
  if (tooMany !== null) return tooMany;
  const columns = value.columns.map(String);
  const rows: JsonObject[] = [];
  for (const [at, cells] of value.data.entries()) {
    if (!Array.isArray(cells) || cells.length !== columns.length)
      return bad(`data[${at}] must be a list of ${columns.length} values.`);
    rows.push(Object.fromEntries(columns.map((name, i) => [name, cells[i] ?? null])));
  }
  return ok(rows);
}

function isTensor(value: Json): value is Json[][] {
  return Array.isArray(value) && value.length > 0 && value.every(Array.isArray);
}

/** Lists of numbers without names: for models whose features are all numbers, in the order of the signature. */
function fromTensor(value: readonly Json[][], signature: Signature): Result<JsonObject[], Problem> {
  const tooMany = tooManyRows(value.length);
  if (tooMany !== null) return tooMany;
  const fields = signature.inputs.filter(({ lookup }) => lookup === undefined);
  const named = fields.find(({ type }) => type !== 'number' && type !== 'integer');
  const wrong = (message: string) =>
    err<Problem>({
      status: 400,
      code: 'INVALID_PARAMETER_VALUE',
      message: `Failed to enforce schema of the data: ${message}`,
    });
  if (named !== undefined) return wrong(`${named.name} is no number: send objects of field names and values.`);
  const row = value.findIndex((cells) => cells.length !== fields.length);
  if (row >= 0) return wrong(`row ${row} has ${value[row]?.length} values, the model has ${fields.length} features.`);
  return ok(value.map((cells) => Object.fromEntries(fields.map(({ name }, at) => [name, cells[at] ?? null]))));
}

function convertTexts(rows: JsonObject[], { inputs }: Signature): JsonObject[] {
  const numbers = inputs.filter(({ type }) => type === 'number' || type === 'integer').map(({ name }) => name);
  return rows.map((row) => {
    const texts = numbers.filter((name) => Object.hasOwn(row, name) && typeof row[name] === 'string');
    if (texts.length === 0) return row;
    return { ...row, ...Object.fromEntries(texts.map((name) => [name, numberIn(row[name] ?? null)])) };
  });
}

/** What is no finite number stays as it is, and is refused as mistyped. */
function numberIn(value: Json): Json {
  if (typeof value !== 'string' || value.trim() === '') return value;
  return Number.isFinite(Number(value)) ? Number(value) : value;
}

function fromRecords(form: string, value: Json): Result<JsonObject[], Problem> {
  if (!Array.isArray(value) || !value.every(isObject))
    return bad(`${form} must be a list of objects of field names and values.`);
  return tooManyRows(value.length) ?? ok(value.filter(isObject));
}

function fromColumns(value: JsonObject): Result<JsonObject[], Problem> {
  const names = Object.keys(value);
  const columns = names.map((name) => value[name]);
  const lists = columns.filter((column) => Array.isArray(column));
  const length = lists[0]?.length ?? 0;
  if (lists.length !== columns.length || lists.some((list) => list.length !== length)) {
    return bad('inputs must hold lists of one length, one per field.');
  }
  const tooMany = tooManyRows(length);
  if (tooMany !== null) return tooMany;
  return ok(
    Array.from({ length }, (_, row) => Object.fromEntries(names.map((name, i) => [name, lists[i]?.[row] ?? null]))),
  );
}

/** Rows of a CSV body whose cells were read as text: converted by the signature; what does not convert stays text. */
export function convertCsvRows(records: readonly Record<string, string>[], signature: Signature): JsonObject[] {
  const types = new Map(signature.inputs.map((input) => [input.name, input.type]));
  return records.map((record) =>
    Object.fromEntries(Object.entries(record).map(([name, text]) => [name, convertCell(text, types.get(name))])),
  );
}

function convertCell(text: string, type: string | undefined): Json {
  if (text === '') return null;
  if (type === 'integer' || type === 'number')
    return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
  if (type !== 'boolean') return text;
  const lower = text.toLowerCase();
  return lower === 'true' ? true : lower === 'false' ? false : text;
}
