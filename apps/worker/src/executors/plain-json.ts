import type { JsonObject } from '@millrace/pipeline-core/json';

/** A value as the plain JSON it becomes when sent: no undefined fields, NaN as null. */
export function toPlainJson(value: object): JsonObject {
  return JSON.parse(JSON.stringify(value));
}
