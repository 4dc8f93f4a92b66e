const alphabet = 'abcdefghijklmnopqrstuvwxyz0123456789';

/** A fresh id for a step, edge or note: ten characters, about 51 bits. Works without a secure context, too. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(10));
  return Array.from(bytes, (byte) => alphabet.charAt(byte % alphabet.length)).join('');
}
