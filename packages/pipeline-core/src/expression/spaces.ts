/** What trim removes: ASCII white space and the Unicode spaces. */
const spaces =
  '\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000';

export const spaceCharacters = spaces;

const set = new Set(spaces);

export function trimStart(text: string): string {
  let from = 0;
  while (from < text.length && set.has(text.charAt(from))) from += 1;
  return text.slice(from);
}

export function trimEnd(text: string): string {
  let to = text.length;
  while (to > 0 && set.has(text.charAt(to - 1))) to -= 1;
  return text.slice(0, to);
}
