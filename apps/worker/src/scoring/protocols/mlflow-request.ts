import type { Json, JsonObject } from '@millrace/pipeline-core/json';
import type { Signature } from '@millrace/pipeline-core/release';
import { err, ok, type Result } from '@millrace/pipeline-core/result';
import { isObject } from './native-request';

const forms = ['dataframe_split', 'dataframe_records', 'instances', 'inputs'] as const;
type Problem = { code: 'BAD_REQUEST' | 'INVALID_PARAMETER_VALUE'; message: string };

const bad = (message: string) => err<Problem>({ code: 'BAD_REQUEST', message });

/** Rows of an MLflow scoring request in JSON: exactly one of the four forms MLflow's own server takes. */
export function readMlflowRows(body: unknown): Result<JsonObject[], Problem> {
  if (!isObject(body)) return bad(`Send an object with exactly one of ${forms.join(', ')}.`);
  const given = forms.filter((form) => Object.hasOwn(body, form));
  const [form] = given;
  if (form === undefined || given.length > 1) {
    return bad(
      `Expected exactly one of ${forms.join(', ')}, got ${given.length === 0 ? 'none' : given.join(' and ')}.`,
    );
  }
  const value = body[form] ?? null;
  if (form === 'dataframe_split') return fromSplit(value);
  return form === 'inputs' && isObject(value) ? fromColumns(value) : fromRecords(form, value);
}

function fromSplit(value: Json): Result<JsonObject[], Problem> {
  if (!isObject(value) || !Array.isArray(value.columns) || !Array.isArray(value.data)) {
    return bad('dataframe_split needs "columns" and "data".');
  }
  const columns = value.columns.map(String);
  const rows: JsonObject[] = [];
  for (const [at, cells] of value.data.entries()) {
    if (!Array.isArray(cells) || cells.length !== columns.length)
      return bad(`data[${at}] must be a list of ${columns.length} values.`);
    rows.push(Object.fromEntries(columns.map((name, i) => [name, cells[i] ?? null])));
  }
  return ok(rows);
}

function fromRecords(form: string, value: Json): Result<JsonObject[], Problem> {
  if (!Array.isArray(value) || !value.every(isObject))
    return bad(`${form} must be a list of objects of field names and values.`);
  return ok(value.filter(isObject));
}

function fromColumns(value: JsonObject): Result<JsonObject[], Problem> {
  const names = Object.keys(value);
  const columns = names.map((name) => value[name]);
  const lists = columns.filter((column) => Array.isArray(column));
  const length = lists[0]?.length ?? 0;
  if (lists.length !== columns.length || lists.some((list) => list.length !== length)) {
    return bad('inputs must hold lists of one length, one per field.');
  }
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
