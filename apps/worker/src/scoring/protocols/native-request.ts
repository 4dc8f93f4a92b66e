import { isUtf8 } from 'node:buffer';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { err, ok, type Result } from '@millrace/pipeline-core/result';
import { parseStrictJson } from '../server/strict-json';

export type BodyProblem = { code: string; message: string };

const maxDepth = 16;

/** JSON of a request body, refused when it is not UTF-8 or would be changed silently. */
export function parseBody(body: Buffer): Result<unknown, BodyProblem> {
  if (!isUtf8(body)) return err({ code: 'not-utf8', message: 'The body is not UTF-8 text.' });
  return parseStrictJson(body.toString('utf8'), { maxDepth });
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Rows of a native request: `{ "rows": [{…}] }`, or one row as a bare object. */
export function readNativeRows(body: unknown): Result<JsonObject[], BodyProblem> {
  const shape = (message: string) => err({ code: 'wrong-shape', message });
  if (!isObject(body)) return shape('Send one row as an object, or {"rows": [{...}, ...]}.');
  if (!('rows' in body) || Object.keys(body).length > 1) return ok([body]);
  const { rows } = body;
  if (!Array.isArray(rows))
    return isObject(rows) || rows === null ? shape('"rows" must be a list of objects.') : ok([body]);
  if (rows.length === 0) return shape('"rows" is empty: send at least one row.');
  const wrong = rows.findIndex((row) => !isObject(row));
  return wrong < 0 ? ok(rows.filter(isObject)) : shape(`rows[${wrong}] is not an object of field names and values.`);
}
