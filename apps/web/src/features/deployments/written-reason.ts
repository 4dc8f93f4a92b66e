/** A reason is a sentence; the server asks for the same. */
export function isReason(text: string): boolean {
  return text.trim().length >= 10;
}
