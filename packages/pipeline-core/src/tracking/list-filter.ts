import { err, ok, type Result } from '../result';
import { nearestName } from '../steps/nearest-name';
import {
  type FilterOperator,
  type FilterSide,
  type FilterValue,
  isWord,
  mostClauses,
  readList,
  readOperator,
  sideWords,
} from './filter';
import { type Token, tokenise } from './tokens';
import { TrackingError } from './tracking-error';

/** What the list of experiments can be asked about a run beside its figures, parameters and tags. */
export const listAttributes = {
  name: 'text',
  state: 'text',
  source: 'text',
  model: 'text',
  data: 'text',
  experiment: 'text',
  author: 'text',
  /** In seconds. */
  duration: 'number',
  started: 'time',
} as const;
export type ListAttribute = keyof typeof listAttributes;

export type ListSide = Exclude<FilterSide, 'dataset'>;
export type ListOperator = FilterOperator | 'CONTAINS';
/** One comparison; `side` is null where the key stands alone and what it means depends on what there is. */
export type WrittenClause = {
  side: ListSide | null;
  key: string;
  operator: ListOperator;
  value: FilterValue;
  /** Where its key stands in the text. */
  at: number;
  end: number;
  /** Where the whole comparison ends. */
  until: number;
};
export type ListClause = { side: ListSide; key: string; operator: ListOperator; value: FilterValue };
/** Why a filter cannot be used, with the place in its text. */
export type ListFilterProblem = { message: string; at: number; end: number };

const orders: readonly ListOperator[] = ['<', '<=', '>', '>='];

/**
 * Reads the filter of the list of experiments: comparisons as in MLflow's search language, joined by `and`. Beside it,
 * a key may stand alone (`auc > 0.8`), a text without quotes (`model = forest`), and `key: text` looks for a part of a text.
 */
export function parseListFilter(source: string): Result<WrittenClause[], ListFilterProblem> {
  try {
    return readClauses(source);
  } catch (error) {
    if (!(error instanceof TrackingError)) throw error;
    const at = error.at ?? source.length;
    return err({ message: explain(source, at), at, end: Math.min(source.length, at + 1) });
  }
}

function readClauses(source: string): Result<WrittenClause[], ListFilterProblem> {
  const tokens = splitColons(source, tokenise(source));
  const clauses: WrittenClause[] = [];
  let at = 0;
  while (at < tokens.length) {
    if (clauses.length > 0) {
      if (!isWord(tokens[at], 'AND')) return notAnd(tokens[at], source);
      at += 1;
    }
    if (clauses.length === mostClauses)
      return problem(tokens[at], source, `There are at most ${mostClauses} comparisons.`);
    const read = readClause(source, tokens, at);
    if (!read.ok) return read;
    clauses.push(read.value.clause);
    at = read.value.next;
  }
  return ok(clauses);
}

function readClause(
  source: string,
  tokens: readonly Token[],
  from: number,
): Result<{ clause: WrittenClause; next: number }, ListFilterProblem> {
  const word = tokens[from];
  if (word?.kind !== 'word') return problem(word, source, 'Expected a name such as auc, params.depth or model.');
  const named = readName(word);
  if (named === null) {
    return problem(word, source, `“${word.text.slice(0, word.dot)}.” is none of metrics., params. and tags.`);
  }
  const made = (operator: ListOperator, value: FilterValue, next: number) => {
    const until = tokens[next - 1]?.end ?? source.length;
    return ok({ clause: { ...named, operator, value, at: word.at, end: word.end, until }, next });
  };
  const sign = tokens[from + 1];
  if (sign === undefined) {
    return problem(sign, source, `After “${named.key}” comes a comparison: > 0.8, = "forest", or : part of a text.`);
  }
  const isColon = sign.kind === 'sign' && sign.text === ':';
  const { operator, next } = isColon
    ? { operator: 'CONTAINS' as const, next: from + 2 }
    : readOperator(tokens, skipDoubled(tokens, from + 1));
  if (operator === 'IS NULL' || operator === 'IS NOT NULL') return made(operator, null, next);
  if (operator === 'IN' || operator === 'NOT IN') {
    const list = readList(tokens, next);
    return made(operator, list.values, list.next);
  }
  const value = readValue(tokens[next], isColon);
  if (value !== null) return made(operator, value, next + 1);
  return problem(tokens[next], source, `After ${source.slice(word.at, sign.end)} comes a value: a number, or a text.`);
}

/** A word with what stands before its dot read as a side; an unknown one belongs to the key, as in `val.loss`. */
function readName({ text, dot }: Extract<Token, { kind: 'word' }>): { side: ListSide | null; key: string } | null {
  const side = dot < 0 ? undefined : sideWords[text.slice(0, dot)];
  if (side === 'dataset') return null;
  if (side === undefined) return { side: null, key: text };
  const key = text.slice(dot + 1);
  return key === '' ? null : { side, key };
}

/** `==` is written for `=` by who comes from Python. */
function skipDoubled(tokens: readonly Token[], at: number): number {
  const [first, second] = [tokens[at], tokens[at + 1]];
  const doubled = first?.kind === 'sign' && second?.kind === 'sign' && first.text === '=' && second.text === '=';
  return doubled && first.end === second.at ? at + 1 : at;
}

function readValue(token: Token | undefined, asText: boolean): number | string | null {
  if (token === undefined || token.kind === 'sign' || isWord(token, 'AND')) return null;
  return token.kind === 'number' && !asText ? token.value : token.text;
}

/** `model:trees` is one word for MLflow, whose keys may hold a colon; here it asks for a part of a text. */
function splitColons(source: string, tokens: readonly Token[]): Token[] {
  return tokens.flatMap((token) => {
    const written = source.slice(token.at, token.end);
    const colon = written.indexOf(':');
    if (token.kind !== 'word' || token.quoted || colon < 1 || /[`"]/.test(written.slice(0, colon))) return [token];
    const rest = written.slice(colon + 1).replaceAll(/^["`]|["`]$/g, '');
    const key = written.slice(0, colon);
    const middle = token.at + colon;
    const sign: Token = { kind: 'sign', text: ':', at: middle, end: middle + 1 };
    const head: Token = { ...token, text: key, dot: key.indexOf('.'), end: middle };
    return rest === '' ? [head, sign] : [head, sign, { kind: 'text', text: rest, at: middle + 1, end: token.end }];
  });
}

/** Which of these keys runs of the project have. */
export type KnownKeys = { metrics: ReadonlySet<string>; params: ReadonlySet<string>; tags: ReadonlySet<string> };

/**
 * Says what the keys of a filter mean: one that stands alone is what the list knows of every run, else a figure, else a
 * parameter, else a tag; a text is never compared with a figure where something else has the name.
 */
export function resolveListFilter(
  clauses: readonly WrittenClause[],
  known: KnownKeys,
): Result<ListClause[], ListFilterProblem> {
  const resolved: ListClause[] = [];
  for (const { at, end, until: _until, ...written } of clauses) {
    const side = written.side ?? sideOf(written, known);
    if (side === null) return err({ message: unknownKey(written.key, known), at, end });
    const wrong = mismatch({ ...written, side });
    if (wrong !== null) return err({ message: wrong, at, end });
    resolved.push({ ...written, side });
  }
  return ok(resolved);
}

function sideOf({ key, value }: Pick<WrittenClause, 'key' | 'value'>, known: KnownKeys): ListSide | null {
  if (isListAttribute(key)) return 'attribute';
  const text = typeof value === 'string' || Array.isArray(value);
  const figure: ListSide[] = known.metrics.has(key) ? ['metric'] : [];
  const others: ListSide[] = [
    ...(known.params.has(key) ? ['param' as const] : []),
    ...(known.tags.has(key) ? ['tag' as const] : []),
  ];
  return (text ? [...others, ...figure] : [...figure, ...others])[0] ?? null;
}

export function isListAttribute(key: string): key is ListAttribute {
  return Object.hasOwn(listAttributes, key);
}

function unknownKey(key: string, known: KnownKeys): string {
  const names = [...Object.keys(listAttributes), ...known.metrics, ...known.params, ...known.tags];
  const near = nearestName(key, names);
  return `No run of this project has “${key}”.${near === null ? ' The columns of the list can be asked by their names.' : ` Did you mean “${near}”?`}`;
}

const likes = new Set<string>(['LIKE', 'ILIKE']);

/** Why a comparison makes no sense, or null. */
function mismatch({ side, key, operator, value }: ListClause): string | null {
  const type =
    side === 'metric' ? 'number' : side === 'attribute' && isListAttribute(key) ? listAttributes[key] : 'text';
  if (side === 'attribute' && !isListAttribute(key)) {
    return `“${key}” is none of ${Object.keys(listAttributes).join(', ')}.`;
  }
  if (likes.has(operator) && (type !== 'text' || typeof value !== 'string')) {
    return `${operator} looks for a part of a text: ask ${key} like "%part%" of a text, and compare numbers and times.`;
  }
  if (type === 'number' && typeof value !== 'number' && value !== null) {
    return `“${key}” is ${side === 'metric' ? 'a figure' : 'in seconds'}: compare it with a number, as in ${key} > 0.8.`;
  }
  if (type === 'time' && !(operator !== '=' && typeof value === 'string' && isMoment(value))) {
    return `Compare “${key}” with a day or a time in UTC: ${key} > "2026-11-01" or "2026-11-01 14:30".`;
  }
  if (type === 'text' && side === 'attribute' && orders.includes(operator)) {
    return `“${key}” is a text: ask ${key} = "…", or ${key}: part of it.`;
  }
  return null;
}

function isMoment(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?)?$/.test(text) &&
    !Number.isNaN(Date.parse(`${text.replace(' ', 'T')}${text.length > 10 ? 'Z' : ''}`))
  );
}

function notAnd(token: Token | undefined, source: string): Result<never, ListFilterProblem> {
  const or = isWord(token, 'OR') ? 'Comparisons are joined by “and”; “or” is not known: use in ("a", "b").' : null;
  return problem(
    token,
    source,
    or ?? 'Expected “and” before the next comparison; a text of several words stands in quotes.',
  );
}

function problem(token: Token | undefined, source: string, message: string): Result<never, ListFilterProblem> {
  return err({ message, at: token?.at ?? source.length, end: token?.end ?? source.length });
}

function explain(source: string, at: number): string {
  const char = source.charAt(at);
  if (char === '') return 'The filter ends in the middle of a comparison.';
  if (/['"`]/.test(char)) return 'This quote does not end.';
  return `“${source.slice(at, at + 12)}” is no part of a comparison such as auc > 0.8 and model = "forest".`;
}
