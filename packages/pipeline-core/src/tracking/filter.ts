import { type Token, tokenise } from './tokens';
import { invalid } from './tracking-error';

/** What the left side of a comparison speaks of. */
export type FilterSide = 'attribute' | 'metric' | 'param' | 'tag' | 'dataset';
export type FilterOperator =
  | '='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'LIKE'
  | 'ILIKE'
  | 'IN'
  | 'NOT IN'
  | 'IS NULL'
  | 'IS NOT NULL';
export type FilterValue = number | string | readonly string[] | null;
export type FilterClause = { side: FilterSide; key: string; operator: FilterOperator; value: FilterValue };

/** What can be asked of one kind of thing: its attributes by type, and which other sides it has. */
export type FilterRules = {
  numbers: readonly string[];
  texts: readonly string[];
  sides: readonly FilterSide[];
  /** Other names of attributes. */
  aliases?: Readonly<Record<string, string>>;
};

/** What may stand before the dot of a key. */
export const sideWords: Readonly<Record<string, FilterSide>> = {
  attribute: 'attribute',
  attributes: 'attribute',
  attr: 'attribute',
  run: 'attribute',
  metric: 'metric',
  metrics: 'metric',
  param: 'param',
  params: 'param',
  parameter: 'param',
  parameters: 'param',
  tag: 'tag',
  tags: 'tag',
  dataset: 'dataset',
  datasets: 'dataset',
};

/** Each comparison is a part of one query to the database. */
export const mostClauses = 100;

const datasetKeys = ['name', 'digest', 'context'];
const numberOperators: readonly FilterOperator[] = ['=', '!=', '<', '<=', '>', '>='];
const textOperators: readonly FilterOperator[] = ['=', '!=', 'LIKE', 'ILIKE'];
const listOperators: readonly FilterOperator[] = ['IN', 'NOT IN'];
const nullOperators: readonly FilterOperator[] = ['IS NULL', 'IS NOT NULL'];

/**
 * Reads a filter of MLflow's search language: comparisons joined by AND. A comparison with a key that a thing does not
 * have is false, but for IS NULL.
 * @throws TrackingError with INVALID_PARAMETER_VALUE at the first thing that does not fit
 */
export function parseFilter(source: string, rules: FilterRules): FilterClause[] {
  const tokens = tokenise(source);
  const clauses: FilterClause[] = [];
  let at = 0;
  while (at < tokens.length) {
    if (clauses.length > 0) {
      if (!isWord(tokens[at], 'AND')) throw strange(tokens[at]);
      at += 1;
    }
    if (clauses.length === mostClauses) throw invalid(`A filter has at most ${mostClauses} comparisons.`);
    const { clause, next } = readClause(tokens, at, rules);
    clauses.push(clause);
    at = next;
  }
  return clauses;
}

function readClause(tokens: readonly Token[], at: number, rules: FilterRules): { clause: FilterClause; next: number } {
  const { side, key } = readKey(tokens[at], rules);
  const { operator, next } = readOperator(tokens, at + 1);
  const allowed = operatorsFor(side, key, rules);
  if (!allowed.includes(operator)) {
    throw invalid(`Invalid comparator '${operator}' for ${side} '${key}': not one of ${allowed.join(', ')}`);
  }
  if (nullOperators.includes(operator)) return { clause: { side, key, operator, value: null }, next };
  if (listOperators.includes(operator)) {
    const list = readList(tokens, next);
    return { clause: { side, key, operator, value: list.values }, next: list.next };
  }
  const value = isNumeric(side, key, rules) ? readNumber(tokens[next], key) : readTextValue(tokens[next], side);
  return { clause: { side, key, operator, value }, next: next + 1 };
}

/** The side and key of a word such as `metrics.acc`; without a dot it is an attribute. */
export function readKey(token: Token | undefined, rules: FilterRules): { side: FilterSide; key: string } {
  if (token?.kind !== 'word') throw strange(token);
  const { text, dot } = token;
  const side = dot < 0 ? 'attribute' : sideWords[text.slice(0, dot)];
  if (side === undefined || !(side === 'attribute' || rules.sides.includes(side))) {
    throw invalid(`Invalid entity type '${text.slice(0, dot)}'. Valid values are ${namesOf(rules)}`);
  }
  const written = dot < 0 ? text : text.slice(dot + 1);
  const key = side === 'attribute' ? (rules.aliases?.[written] ?? written) : written;
  if (side === 'attribute' && ![...rules.numbers, ...rules.texts].includes(key)) {
    throw invalid(
      `Invalid attribute key '${key}' specified. Valid keys are ${[...rules.numbers, ...rules.texts].join(', ')}`,
    );
  }
  if (side === 'dataset' && !datasetKeys.includes(key)) {
    throw invalid(`Invalid dataset key '${key}' specified. Valid keys are ${datasetKeys.join(', ')}`);
  }
  if (key === '') throw strange(token);
  return { side, key };
}

function namesOf(rules: FilterRules): string {
  return ['attribute', ...rules.sides.filter((side) => side !== 'attribute')].join(', ');
}

export function readOperator(tokens: readonly Token[], at: number): { operator: FilterOperator; next: number } {
  const token = tokens[at];
  if (token?.kind === 'sign') {
    const operator = numberOperators.find((one) => one === token.text);
    if (operator !== undefined) return { operator, next: at + 1 };
  }
  if (isWord(token, 'LIKE')) return { operator: 'LIKE', next: at + 1 };
  if (isWord(token, 'ILIKE')) return { operator: 'ILIKE', next: at + 1 };
  if (isWord(token, 'IN')) return { operator: 'IN', next: at + 1 };
  if (isWord(token, 'NOT') && isWord(tokens[at + 1], 'IN')) return { operator: 'NOT IN', next: at + 2 };
  if (isWord(token, 'IS')) {
    if (isWord(tokens[at + 1], 'NULL')) return { operator: 'IS NULL', next: at + 2 };
    if (isWord(tokens[at + 1], 'NOT') && isWord(tokens[at + 2], 'NULL'))
      return { operator: 'IS NOT NULL', next: at + 3 };
  }
  throw strange(token);
}

function operatorsFor(side: FilterSide, key: string, rules: FilterRules): readonly FilterOperator[] {
  if (isNumeric(side, key, rules)) return numberOperators;
  if (side === 'param' || side === 'tag') return [...textOperators, ...nullOperators];
  return [...textOperators, ...listOperators];
}

function isNumeric(side: FilterSide, key: string, rules: FilterRules): boolean {
  return side === 'metric' || (side === 'attribute' && rules.numbers.includes(key));
}

function readNumber(token: Token | undefined, key: string): number {
  if (token?.kind === 'number') return token.value;
  throw invalid(`Expected numeric value type for '${key}'. Found ${show(token)}`);
}

function readTextValue(token: Token | undefined, side: FilterSide): string {
  if (token?.kind === 'text') return token.text;
  if (token?.kind === 'word' && token.quoted) return token.text;
  throw invalid(`Expected a quoted string value for ${side} (e.g. 'my-value'). Got value ${show(token)}`);
}

export function readList(tokens: readonly Token[], at: number): { values: string[]; next: number } {
  const values: string[] = [];
  if (!isSign(tokens[at], '(')) throw invalid(`Expected a list in parentheses. Got value ${show(tokens[at])}`);
  for (let here = at + 1; here < tokens.length; here += 2) {
    values.push(readTextValue(tokens[here], 'attribute'));
    if (isSign(tokens[here + 1], ')')) return { values, next: here + 2 };
    if (!isSign(tokens[here + 1], ',')) throw strange(tokens[here + 1]);
  }
  throw invalid('The list of the filter does not end.');
}

export function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === 'word' && !token.quoted && token.text.toUpperCase() === word;
}

function isSign(token: Token | undefined, text: string): boolean {
  return token?.kind === 'sign' && token.text === text;
}

function strange(token: Token | undefined) {
  return invalid(`Invalid clause(s) in filter string: ${show(token)}`, token?.at);
}

function show(token: Token | undefined): string {
  return token === undefined ? 'its end' : `'${token.text}'`;
}
