/** A moment as `<input type="datetime-local">` writes it, in the zone of the reader: "2026-11-26T10:44". */
export function toLocalInput(time: Date): string {
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** The moment that such an input holds, as ISO time in UTC; null while it holds none. */
export function fromLocalInput(text: string): string | null {
  const time = Date.parse(text);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}
