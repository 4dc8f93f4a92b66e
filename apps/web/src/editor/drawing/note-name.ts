/** What a note is called where it is not shown: its beginning. */
export function noteName(text: string): string {
  const line = text.trim().split('\n', 1)[0] ?? '';
  const words = line.replace(/[#*_`>]/g, '').trim();
  return `Note: ${words === '' ? 'empty' : words.slice(0, 60)}`;
}
