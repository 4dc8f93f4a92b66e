import type { Json } from '@millrace/pipeline-core/json';
import { invalid, parseBigJson } from '@millrace/pipeline-core/tracking';
import { readText } from '../v1/read-text';

const bodyLimit = 16 * 1024 * 1024;

/** What a call was given: the query of a GET, else the JSON of the body, whatever its content type says. */
export async function readCallInput(request: Request, url: URL): Promise<Json> {
  const input = request.method === 'GET' ? fromQuery(url.searchParams) : fromBody(await readText(request, bodyLimit));
  refuseNull(input);
  // Old clients send the run as run_uuid alone, newer ones both.
  return isObject(input) && input['run_id'] === undefined && input['run_uuid'] !== undefined
    ? { ...input, run_id: input['run_uuid'] }
    : input;
}

function fromBody(text: string): Json {
  const read = text.trim() === '' ? {} : parseBigJson(text);
  if (!isObject(read)) throw invalid('The body has to be a JSON object.');
  return read;
}

/** A name that comes several times is a list. */
function fromQuery(query: URLSearchParams): Json {
  const input: Record<string, Json> = {};
  for (const name of new Set(query.keys())) {
    const values = query.getAll(name);
    input[name] = values.length === 1 ? (values[0] ?? '') : values;
  }
  return input;
}

function isObject(value: Json): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The database keeps no null character, and says so as an error of ours. However deep: a list of what is left. */
function refuseNull(value: Json): void {
  const left: Json[] = [value];
  for (let item = left.pop(); item !== undefined; item = left.pop()) {
    if (typeof item === 'string' && item.includes('\u0000')) {
      throw invalid('A text holds the null character, which cannot be kept.');
    }
    if (typeof item !== 'object' || item === null) continue;
    for (const [key, inner] of Object.entries(item)) left.push(key, inner);
  }
}
