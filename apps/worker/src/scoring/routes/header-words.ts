/** As much as a header should hold: clients refuse an answer whose headers are long. */
const longest = 500;

/** Words as a header holds them: printable ASCII, not too long. Names of fields and reasons are anybody's. */
export function headerWords(words: string): string {
  const printable = words.replace(/[^\x20-\x7e]/g, '?');
  return printable.length > longest ? `${printable.slice(0, longest - 3)}...` : printable;
}
