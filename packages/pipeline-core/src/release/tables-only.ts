import type { ModelFormat } from './signature';

/** Formats that answer whole tables and no single request: an endpoint cannot have them. */
const tablesOnly: ReadonlySet<ModelFormat> = new Set(['onnx', 'python']);

/** Whether a model of this format can stand behind an endpoint. */
export function answersRequests(format: ModelFormat): boolean {
  return !tablesOnly.has(format);
}
