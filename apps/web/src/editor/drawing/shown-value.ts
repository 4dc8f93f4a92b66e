const longest = 60;

/** A setting's value in a sentence or a narrow cell. */
export function shownValue(value: unknown): string {
  if (value === undefined || value === null) return 'not set';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (text === '') return 'empty';
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
