import { type SignatureInput, tensorType } from '@millrace/pipeline-core/release';

type Row = Record<string, unknown>;

/** Where an endpoint answers: what is posted elsewhere under its address finds nothing. */
export function predictAddress(url: string): string {
  return `${url}/predict`;
}

/** A request with curl, for a shell of the POSIX kind. */
export function curlSnippet(url: string, row: Row): string {
  const body = shortLists(JSON.stringify({ rows: [row] }, null, 2));
  return [
    `curl ${predictAddress(url)} \\`,
    '  -H "Authorization: Bearer $MILLRACE_API_KEY" \\',
    '  -H "Content-Type: application/json" \\',
    `  -d '${body.replaceAll("'", "'\\''")}'`,
  ].join('\n');
}

/** JSON text in which a list of numbers stands on one line: an image has hundreds of them. */
function shortLists(text: string): string {
  return text.replace(/\[\s*-?[\d.eE+-]+(?:,\s*-?[\d.eE+-]+)*\s*\]/g, (list) => list.replace(/\s+/g, ''));
}

/** The same request with nothing but Python's own library. */
export function pythonSnippet(url: string, row: Row): string {
  return [
    'import json, os, urllib.error, urllib.request',
    '',
    `body = ${pythonLiteral({ rows: [row] })}`,
    `request = urllib.request.Request(${pythonLiteral(predictAddress(url))}, json.dumps(body).encode(),`,
    '    {"Content-Type": "application/json", "Authorization": "Bearer " + os.environ["MILLRACE_API_KEY"]})',
    'try:',
    '    print(json.load(urllib.request.urlopen(request)))',
    'except urllib.error.HTTPError as error:',
    '    print(error.read().decode())  # says which field of which row does not fit',
  ].join('\n');
}

/** The same row over the Open Inference Protocol: one tensor for each field, without a row of its own where none is known. */
export function oipSnippet(url: string, { row, inputs }: { row: Row; inputs: readonly Input[] }): string {
  const [base = '', model = ''] = url.split('/serve/');
  const tensors = inputs.map((input) => `    ${JSON.stringify(tensorOf(input, row[input.name]))}`);
  const body = `{\n  "inputs": [\n${tensors.join(',\n')}\n  ]\n}`;
  return [
    `curl ${base}/v2/models/${model}/infer \\`,
    '  -H "Authorization: Bearer $MILLRACE_API_KEY" \\',
    `  -d '${body.replaceAll("'", "'\\''")}'`,
  ].join('\n');
}

type Input = Pick<SignatureInput, 'name' | 'type'>;

/** A field of one row. Lists and sparse vectors are sent as the text of their JSON. */
function tensorOf({ name, type }: Input, value: unknown) {
  const { datatype } = tensorType(type);
  if (type === 'vector' && Array.isArray(value)) return { name, shape: [1, value.length], datatype, data: value };
  const isJson = (type === 'list' || type === 'sparse') && value !== null && value !== undefined;
  return { name, shape: [1], datatype, data: [isJson ? JSON.stringify(value) : (value ?? null)] };
}

/** JSON strings and numbers read the same in Python; its three words do not. */
export function pythonLiteral(value: unknown, indent = ''): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value !== 'object') return JSON.stringify(value);
  const inner = `${indent}    `;
  const isList = Array.isArray(value);
  if (isList && value.length > 0 && value.every((item) => typeof item === 'number')) return JSON.stringify(value);
  const parts = isList
    ? value.map((item) => pythonLiteral(item, inner))
    : Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${pythonLiteral(item, inner)}`);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  if (parts.length === 0) return `${open}${close}`;
  return `${open}\n${parts.map((part) => `${inner}${part},\n`).join('')}${indent}${close}`;
}
