/** A list of numbers as it was typed; other text as it is, so that whoever answers can say what is wrong. Empty means missing. */
export function readTypedNumbers(text: string): number[] | string | null {
  if (text.trim() === '') return null;
  const inside = text.trim().replace(/^\[/, '').replace(/\]$/, '');
  const numbers = inside.split(/[\s,;]+/).flatMap((part) => (part === '' ? [] : [Number(part)]));
  return numbers.length > 0 && numbers.every(Number.isFinite) ? numbers : text;
}
