type Row = Record<string, unknown>;

/** Where an endpoint answers: what is posted elsewhere under its address finds nothing. */
export function predictAddress(url: string): string {
  return `${url}/predict`;
}

/** A request with curl, for a shell of the POSIX kind. */
export function curlSnippet(url: string, row: Row): string {
  const body = JSON.stringify({ rows: [row] }, null, 2);
  return [
    `curl ${predictAddress(url)} \\`,
    '  -H "Authorization: Bearer $MILLRACE_API_KEY" \\',
    '  -H "Content-Type: application/json" \\',
    `  -d '${body.replaceAll("'", "'\\''")}'`,
  ].join('\n');
}

/** The same request with nothing but Python's own library. */
export function pythonSnippet(url: string, row: Row): string {
  return [
    'import json, os, urllib.request',
    '',
    `body = ${pythonLiteral({ rows: [row] })}`,
    `request = urllib.request.Request(${pythonLiteral(predictAddress(url))}, json.dumps(body).encode(),`,
    '    {"Content-Type": "application/json", "Authorization": "Bearer " + os.environ["MILLRACE_API_KEY"]})',
    'print(json.load(urllib.request.urlopen(request)))',
  ].join('\n');
}

/** JSON strings and numbers read the same in Python; its three words do not. */
export function pythonLiteral(value: unknown, indent = ''): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value !== 'object') return JSON.stringify(value);
  const inner = `${indent}    `;
  const isList = Array.isArray(value);
  const parts = isList
    ? value.map((item) => pythonLiteral(item, inner))
    : Object.entries(value).map(([name, item]) => `${JSON.stringify(name)}: ${pythonLiteral(item, inner)}`);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  if (parts.length === 0) return `${open}${close}`;
  return `${open}\n${parts.map((part) => `${inner}${part},\n`).join('')}${indent}${close}`;
}
