/** What parsing JSON would lose without a word. */
export type JsonLosses = { repeated: number };

/**
 * Parses JSON, keeping whole numbers of 16 and more digits and numbers beyond any double as texts: as numbers they would
 * lose digits or become infinite. (Node 20 gives a reviver no source text.) Counts names that an object repeats: all but
 * the last of their values are lost.
 */
export function parseJson(text: string, losses: JsonLosses): unknown {
  const value: unknown = JSON.parse(/\d{16}|[eE]\+?\d{3}/.test(text) ? withExactNumbers(text) : text);
  losses.repeated += namesIn(text) - namesOf(value);
  return value;
}

function withExactNumbers(text: string): string {
  const parts: string[] = [];
  let from = 0;
  for (const [start, end] of stringsOf(text)) {
    parts.push(exactNumbers(text.slice(from, start)), text.slice(start, end));
    from = end;
  }
  return [...parts, exactNumbers(text.slice(from))].join('');
}

/** Of JSON outside its strings. */
function exactNumbers(part: string): string {
  return part.replaceAll(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
    /^-?\d{16,}$/.test(token) || !Number.isFinite(Number(token)) ? `"${token}"` : token,
  );
}

/** Where each string starts and ends, quotes included. No pattern: one that steps over escapes runs out of stack. */
function* stringsOf(text: string): Generator<[number, number]> {
  let start = text.indexOf('"');
  while (start !== -1) {
    let end = text.indexOf('"', start + 1);
    while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
    if (end === -1) return;
    yield [start, end + 1];
    start = text.indexOf('"', end + 1);
  }
}

function isEscaped(text: string, at: number): boolean {
  let slashes = 0;
  while (text[at - 1 - slashes] === '\\') slashes++;
  return slashes % 2 === 1;
}

/** Names of fields as they are written. */
function namesIn(text: string): number {
  let names = 0;
  for (const [, end] of stringsOf(text)) {
    let at = end;
    while (text[at] === ' ' || text[at] === '\n' || text[at] === '\r' || text[at] === '\t') at++;
    if (text[at] === ':') names++;
  }
  return names;
}

/** Names of fields that are left. No recursion: a value may be nested deeper than the stack. */
function namesOf(value: unknown): number {
  let names = 0;
  const open = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (typeof next !== 'object' || next === null) continue;
    const items: unknown[] = Array.isArray(next) ? next : Object.values(next);
    if (!Array.isArray(next)) names += items.length;
    for (const item of items) if (typeof item === 'object') open.push(item);
  }
  return names;
}
