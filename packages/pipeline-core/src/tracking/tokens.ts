import { invalid } from './tracking-error';

/** Of a word, `dot` is where its first dot outside of quotes stands; -1: nowhere. */
type Piece =
  | { kind: 'word'; text: string; dot: number; quoted: boolean }
  | { kind: 'text'; text: string }
  | { kind: 'number'; value: number; text: string }
  | { kind: 'sign'; text: string };

/** A piece of a filter or an order, and where in the source it stands: from `at` to before `end`. */
export type Token = Piece & { at: number; end: number };

const wordStart = /[A-Za-z_`"]/;
const wordPart = /[\w.\-/:`"]/;
const number = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
const sign = />=|<=|!=|=|>|<|\(|\)|,|:/y;

/**
 * Cuts a filter into tokens. Words may have parts in backticks or double quotes, where any character stands for itself.
 * @throws TrackingError at what is no token
 */
export function tokenise(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < source.length) {
    const char = source.charAt(at);
    if (/\s/.test(char)) {
      at += 1;
      continue;
    }
    const [token, next] = readToken(source, at);
    tokens.push({ ...token, at, end: next });
    at = next;
  }
  return tokens;
}

function readToken(source: string, at: number): [Piece, number] {
  const char = source.charAt(at);
  if (char === "'") return readText(source, at);
  if (wordStart.test(char)) return readWord(source, at);
  const read = matchAt(number, source, at);
  if (read !== null) return [{ kind: 'number', value: Number(read), text: read }, at + read.length];
  const found = matchAt(sign, source, at);
  if (found !== null) return [{ kind: 'sign', text: found }, at + found.length];
  throw invalid(`Invalid clause(s) in filter string: '${source.slice(at, at + 40)}'`, at);
}

function matchAt(pattern: RegExp, source: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(source)?.[0] ?? null;
}

/** In single quotes; two of them stand for one. */
function readText(source: string, from: number): [Piece, number] {
  let text = '';
  for (let at = from + 1; at < source.length; at += 1) {
    const char = source.charAt(at);
    if (char !== "'") text += char;
    else if (source.charAt(at + 1) === "'") {
      text += "'";
      at += 1;
    } else return [{ kind: 'text', text }, at + 1];
  }
  throw invalid(`The quote that begins at character ${from + 1} of the filter does not end.`, from);
}

function readWord(source: string, from: number): [Piece, number] {
  let text = '';
  let dot = -1;
  let at = from;
  let plain = false;
  while (at < source.length && wordPart.test(source.charAt(at))) {
    const char = source.charAt(at);
    if (char === '`' || char === '"') {
      const end = source.indexOf(char, at + 1);
      if (end < 0) throw invalid(`The quote that begins at character ${at + 1} of the filter does not end.`, at);
      text += source.slice(at + 1, end);
      at = end + 1;
      continue;
    }
    if (char === '.' && dot < 0) dot = text.length;
    plain = true;
    text += char;
    at += 1;
  }
  return [{ kind: 'word', text, dot, quoted: !plain }, at];
}
