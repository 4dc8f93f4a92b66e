const mostLetters = 500;

/** Settings of a step to read: code stands by itself with its lines, and what is too long to read is counted. */
export function shownSettings(params: Readonly<Record<string, unknown>>): {
  plain: Record<string, unknown>;
  code: { name: string; text: string }[];
} {
  const entries = Object.entries(params);
  const isCode = (value: unknown): value is string => typeof value === 'string' && value.trim().includes('\n');
  const short = (value: unknown) =>
    typeof value === 'string' && value.length > mostLetters ? `(${value.length} letters)` : value;
  return {
    plain: Object.fromEntries(entries.flatMap(([name, value]) => (isCode(value) ? [] : [[name, short(value)]]))),
    code: entries.flatMap(([name, value]) => (isCode(value) ? [{ name, text: value }] : [])),
  };
}
