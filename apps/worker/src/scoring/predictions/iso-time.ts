let before = { ms: Number.NaN, text: '' };

/** A time in ms since 1970 as ISO text. Many rows have the same: its text is made once. */
export function isoTime(ms: number): string {
  if (before.ms !== ms) before = { ms, text: new Date(ms).toISOString() };
  return before.text;
}
