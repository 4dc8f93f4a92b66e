import { type ExpressionError, type ExpressionErrorCode, limits } from './types';

export type Token = { from: number; to: number } & (
  | { kind: 'number'; value: number; whole: boolean }
  | { kind: 'text'; value: string }
  | { kind: 'name'; value: string; quoted: boolean }
  | { kind: 'symbol'; value: string }
  | { kind: 'end' }
);

/** Carries the first mistake out of the recursive reader; never leaves this folder. */
export class FormulaMistake extends Error {
  readonly detail: ExpressionError;
  constructor(detail: ExpressionError) {
    super(detail.message);
    this.detail = detail;
  }
}

export function mistake(o: {
  code: ExpressionErrorCode;
  from: number;
  to: number;
  message: string;
  hint: string;
}): never {
  throw new FormulaMistake(o);
}

/** The two-character symbols come first, so the longest wins. */
const symbols = [
  '!=',
  '<>',
  '<=',
  '>=',
  '==',
  '??',
  '||',
  '//',
  '**',
  '=',
  '<',
  '>',
  '+',
  '-',
  '*',
  '/',
  '%',
  '^',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  ',',
  ':',
];

/** What other languages write for words of this one: as it is written there, the word, and the form it takes here. */
const foreignSymbols: readonly (readonly [string, string, string])[] = [
  ['&&', 'and', 'a and b'],
  ['&', 'and', 'a and b'],
  ['|', 'or', 'a or b'],
  ['!', 'not', 'not a; != for “is not”'],
  ['?', 'if', 'if(condition, then, else)'],
];

const space = /[\s\u0085]+/uy;
const comment = /#[^\n]*/uy;
const name = /[\p{L}_][\p{L}\p{N}\p{M}_]*/uy;
const number = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/uy;

function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

/** Splits a formula into tokens; throws FormulaMistake at the first character that fits nowhere. */
export function tokenise(formula: string): Token[] {
  if (formula.length > limits.formulaCharacters) {
    mistake({
      code: 'too-large',
      from: limits.formulaCharacters,
      to: formula.length,
      message: `The formula has ${formula.length} characters; at most ${limits.formulaCharacters} are read.`,
      hint: 'Split it into several columns, each a formula of its own.',
    });
  }
  const tokens: Token[] = [];
  let at = 0;
  while (at < formula.length) {
    const skipped = matchAt(space, formula, at) ?? matchAt(comment, formula, at);
    if (skipped !== undefined) {
      at += skipped.length;
      continue;
    }
    const token = readToken(formula, at);
    tokens.push(token);
    at = token.to;
  }
  tokens.push({ kind: 'end', from: formula.length, to: formula.length });
  return tokens;
}

function readToken(formula: string, at: number): Token {
  const first = formula.charAt(at);
  if (first === "'" || first === '"') return readText(formula, at, first);
  if (first === '`') return readQuotedName(formula, at);
  const digits = matchAt(number, formula, at);
  if (digits !== undefined) return readNumber(formula, at, digits);
  const word = matchAt(name, formula, at);
  if (word !== undefined) return { kind: 'name', value: word, quoted: false, from: at, to: at + word.length };
  const symbol = symbols.find((candidate) => formula.startsWith(candidate, at));
  if (symbol !== undefined) return { kind: 'symbol', value: symbol, from: at, to: at + symbol.length };
  const foreign = foreignSymbols.find(([written]) => formula.startsWith(written, at));
  if (foreign !== undefined) {
    const [written, ours, form] = foreign;
    const message = `${written} is not how “${ours}” is written here.`;
    return mistake({
      code: 'unexpected-character',
      from: at,
      to: at + written.length,
      message,
      hint: `Write ${form}.`,
    });
  }
  const character = String.fromCodePoint(formula.codePointAt(at) ?? 0xfffd);
  return mistake({
    code: 'unexpected-character',
    from: at,
    to: at + character.length,
    message: `The character ${character} has no meaning here.`,
    hint: 'Write column names with such characters in backticks: `my column!`.',
  });
}

function readNumber(formula: string, from: number, digits: string): Token {
  const to = from + digits.length;
  const after = matchAt(name, formula, to);
  const value = Number(digits);
  if (after !== undefined || formula.charAt(to) === '.' || !Number.isFinite(value)) {
    mistake({
      code: 'bad-number',
      from,
      to: to + (after?.length ?? 0),
      message: `${digits}${after ?? ''} is not a number.`,
      hint: 'Write numbers like 12, 0.5 or 1e-3, at most 1.7e308.',
    });
  }
  const whole = /^\d+$/.test(digits) && Number.isSafeInteger(value);
  return { kind: 'number', value, whole, from, to };
}

function readQuotedName(formula: string, from: number): Token {
  let value = '';
  for (let at = from + 1; at < formula.length; at += 1) {
    if (formula.charAt(at) !== '`') value += formula.charAt(at);
    else if (formula.charAt(at + 1) === '`') {
      value += '`';
      at += 1;
    } else if (value !== '') return { kind: 'name', value, quoted: true, from, to: at + 1 };
    else break;
  }
  return mistake({
    code: 'unterminated-name',
    from,
    to: formula.length,
    message: 'The column name after this backtick does not end, or is empty.',
    hint: 'Close it with another backtick; a backtick inside a name is written twice.',
  });
}

function readText(formula: string, from: number, quote: string): Token {
  let value = '';
  let at = from + 1;
  while (at < formula.length) {
    const character = formula.charAt(at);
    if (character === '\\') {
      const found = readEscape(formula, at);
      value += found.value;
      at = found.to;
    } else if (character !== quote) {
      value += character;
      at += 1;
    } else if (formula.charAt(at + 1) === quote) {
      value += quote;
      at += 2;
    } else return { kind: 'text', value, from, to: at + 1 };
  }
  return mistake({
    code: 'unterminated-text',
    from,
    to: formula.length,
    message: `The text that starts here has no closing ${quote}.`,
    hint: `Close it with ${quote}; the same quote inside a text is written twice.`,
  });
}

const simpleEscapes = new Map([
  ['n', '\n'],
  ['t', '\t'],
  ['r', '\r'],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
]);
const unicodeEscape = /\\u(?:\{([0-9a-fA-F]{1,6})\}|([0-9a-fA-F]{4}))/y;

function readEscape(formula: string, from: number): { value: string; to: number } {
  const simple = simpleEscapes.get(formula.charAt(from + 1));
  if (simple !== undefined) return { value: simple, to: from + 2 };
  unicodeEscape.lastIndex = from;
  const found = unicodeEscape.exec(formula);
  const code = found === null ? -1 : Number.parseInt(found[1] ?? found[2] ?? '', 16);
  const allowed = code > 0 && code !== 0xfeff && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
  if (found !== null && allowed) return { value: String.fromCodePoint(code), to: from + found[0].length };
  return mistake({
    code: 'bad-escape',
    from,
    to: Math.min(formula.length, from + (found?.[0].length ?? 2)),
    message: 'This escape names no character that text can hold.',
    hint: 'Known are \\n \\t \\r \\\\ \\\' \\" \\u00E9 and \\u{1F600}; a backslash itself is \\\\.',
  });
}
