/** Where the rows are, and which of them the snippets ask for. */
export type SnippetFacts = { rows: string; query: string };

function urlOf({ rows, query }: SnippetFacts, more = ''): string {
  return `${rows}?${query}${more}`;
}

/** The rows as Parquet, by curl. */
export function curlRows(facts: SnippetFacts): string {
  return [
    `curl -o train.parquet "${urlOf(facts, '&format=parquet')}" \\`,
    '  -H "Authorization: Bearer $MILLRACE_API_KEY"',
  ].join('\n');
}

/** Row by row as they come, with what Node and browsers have. */
export function scriptRows(facts: SnippetFacts): string {
  return [
    `const response = await fetch('${urlOf(facts)}', {`,
    "  headers: { authorization: 'Bearer ' + process.env.MILLRACE_API_KEY },",
    '});',
    "let rest = '';",
    'for await (const text of response.body.pipeThrough(new TextDecoderStream())) {',
    "  const lines = (rest + text).split('\\n');",
    '  rest = lines.pop();',
    '  for (const line of lines) console.log(JSON.parse(line));',
    '}',
  ].join('\n');
}

/** Row by row with nothing but Python's own library. */
export function pythonRows(facts: SnippetFacts): string {
  return [
    'import json, os, urllib.request',
    '',
    `request = urllib.request.Request("${urlOf(facts)}",`,
    '    headers={"Authorization": "Bearer " + os.environ["MILLRACE_API_KEY"]})',
    'for line in urllib.request.urlopen(request):',
    '    row = json.loads(line)',
    '    print(row)',
  ].join('\n');
}
