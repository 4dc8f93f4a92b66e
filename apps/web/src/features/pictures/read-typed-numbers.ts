/** A list of numbers as it was typed; other text as it is, so that whoever answers can say what is wrong. Empty means missing. */
export function readTypedNumbers(text: string): number[] | string | null {
  if (text.trim() === '') return null;
  const inside = text.trim().replace(/^\[/, '').replace(/\]$/, '');
  const numbers = inside.split(/[\s,;]+/).flatMap((part) => (part === '' ? [] : [Number(part)]));
  return numbers.length > 0 && numbers.every(Number.isFinite) ? numbers : text;
}

/** What somebody types at the moment, and the value that was read from it. */
export type TypedNumbers = { text: string; value: unknown };

/** The text of a value: as it was typed while the value is the one read from it, else as the value is written. */
export function numbersText(value: unknown, typed: TypedNumbers | null): string {
  if (typed !== null && typed.value === value) return typed.text;
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
