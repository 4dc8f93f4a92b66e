import { type SignatureInput, tensorType } from '@millrace/pipeline-core/release';

type Row = Record<string, unknown>;

/** Where an endpoint answers: what is posted elsewhere under its address finds nothing. */
export function predictAddress(url: string): string {
  return `${url}/predict`;
}

/** One request in every protocol that an endpoint answers, each with the address that takes it. */
export function samplesOf(url: string, o: { row: Row; inputs: readonly Input[] }) {
  const post = (address: string) => `POST ${address}`;
  return [
    { title: 'curl', about: post(predictAddress(url)), code: curlSnippet(url, o.row) },
    { title: 'Python', about: post(predictAddress(url)), code: pythonSnippet(url, o.row) },
    { title: 'MLflow', about: post(invocationsAddress(url)), code: mlflowSnippet(url, o.row) },
    { title: 'Open Inference Protocol', about: post(inferAddress(url)), code: oipSnippet(url, o) },
  ];
}

/** Where an endpoint answers as the scoring server of MLflow does. */
function invocationsAddress(url: string): string {
  return `${url}/invocations`;
}

function inferAddress(url: string): string {
  const [base = '', model = ''] = url.split('/serve/');
  return `${base}/v2/models/${model}/infer`;
}

/** A request with curl, for a shell of the POSIX kind. */
export function curlSnippet(url: string, row: Row): string {
  return curlPost(predictAddress(url), jsonText({ rows: [row] }));
}

/** The same request as MLflow's scoring server takes it. */
export function mlflowSnippet(url: string, row: Row): string {
  return curlPost(invocationsAddress(url), jsonText({ dataframe_records: [row] }));
}

/** What refuses a request says why in its body, which curl prints, too. */
function curlPost(address: string, body: string): string {
  return [
    `curl ${address} \\`,
    '  -H "Authorization: Bearer $MILLRACE_API_KEY" \\',
    '  -H "Content-Type: application/json" \\',
    `  -d '${body.replaceAll("'", "'\\''")}'`,
  ].join('\n');
}

/** A field a line; a list of plain values stands on one line, or the pixels of an image would fill the page. */
export function jsonText(value: unknown, indent = ''): string {
  if (typeof value !== 'object' || value === null || isPlainList(value)) return JSON.stringify(value) ?? 'null';
  const inner = `${indent}  `;
  const isList = Array.isArray(value);
  const parts = isList
    ? value.map((item) => jsonText(item, inner))
    : Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${jsonText(item, inner)}`);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  return parts.length === 0
    ? `${open}${close}`
    : `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${indent}${close}`;
}

function isPlainList(value: unknown): value is unknown[] {
  return Array.isArray(value) && value.every((item) => typeof item !== 'object' || item === null);
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
  const tensors = inputs.map((input) => `    ${JSON.stringify(tensorOf(input, row[input.name]))}`);
  const body = `{\n  "inputs": [\n${tensors.join(',\n')}\n  ]\n}`;
  return curlPost(inferAddress(url), body);
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
  if (isPlainList(value)) return `[${value.map((item) => pythonLiteral(item)).join(', ')}]`;
  const inner = `${indent}    `;
  const isList = Array.isArray(value);
  const parts = isList
    ? value.map((item) => pythonLiteral(item, inner))
    : Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${pythonLiteral(item, inner)}`);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  if (parts.length === 0) return `${open}${close}`;
  return `${open}\n${parts.map((part) => `${inner}${part},\n`).join('')}${indent}${close}`;
}
