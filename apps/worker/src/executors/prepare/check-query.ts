import { PipelineError } from '@millrace/pipeline-core/errors';
import { z } from 'zod';
import type { DuckSession } from '../../data/duckdb';
import { quoteText } from '../../data/sql-text';
import { allowedFunctions, changingFunctions, clockWords, namedAggregates, rowFunctions } from './sql-functions';
import { lengthProblem } from './text-lengths';

/** The engine's own parse of a text. Only SELECT statements have this form; anything else is an error here. */
const parsedSchema = z.union([
  z.object({
    error: z.literal(true),
    error_type: z.string(),
    error_message: z.string(),
    position: z.coerce.number().optional(),
  }),
  z.object({ error: z.literal(false), statements: z.array(z.unknown()) }),
]);

/**
 * Accepts one SELECT over the named tables, by the engine's own parse of it:
 * 1. One statement, and a SELECT.
 * 2. Tables are the inputs or common table expressions of the query, without a schema or a database.
 * 3. Functions are on the list of those that look at their arguments alone; those in FROM only make rows.
 * 4. A function that makes a text of a given length has one that is short, as far as the query says (text-lengths.ts).
 * The session is locked down besides; this names the line and the reason. `repeats` is false when chance or the clock
 * has a part in the answer.
 */
export async function checkQuery(
  session: DuckSession,
  options: { query: string; tables: readonly string[]; place: string },
): Promise<{ repeats: boolean }> {
  const { query, tables, place } = options;
  const refuse = (line: number | null, facts: { code: string; seen: string; expected: string; next: string }) =>
    new PipelineError({ family: 'pipeline', place: linePlace(place, line), ...facts });
  if (query.includes('\u0000'))
    throw refuse(null, { code: 'sql-error', seen: 'a NUL character', expected: 'plain text', next: 'Remove it.' });
  const [row] = await session.query(`SELECT json_serialize_sql(${quoteText(query)}) AS parsed`);
  const parsed = parsedSchema.parse(JSON.parse(String(row?.parsed)));
  if (parsed.error) {
    const line = parsed.position === undefined ? null : lineAt(query, parsed.position);
    if (parsed.error_type === 'not implemented') throw refuse(null, onlySelect('a statement that is no SELECT'));
    const next = 'Correct the query.';
    throw refuse(line, { code: 'sql-error', seen: parsed.error_message, expected: 'a SELECT that can be read', next });
  }
  if (parsed.statements.length !== 1)
    throw refuse(
      null,
      onlySelect(parsed.statements.length === 0 ? 'no statement' : `${parsed.statements.length} statements`),
    );
  const nodes = [...objectsIn(parsed.statements[0])];
  const found = findForbidden(nodes, tables);
  if (found === null) return { repeats: !nodes.some(changes) };
  throw refuse(lineAt(query, found.position), {
    code: found.code ?? 'sql-forbidden',
    seen: found.seen,
    expected: found.expected ?? `a query over ${tables.join(', ')} and nothing else`,
    next: found.next ?? 'Connect the table on the canvas and use its input as the name.',
  });
}

function onlySelect(seen: string) {
  return {
    code: 'sql-not-select',
    seen,
    expected: 'one SELECT',
    next: 'Write one SELECT; add another SQL step for another query.',
  };
}

type Refused = { code?: string; seen: string; expected?: string; next?: string };
type Found = Refused & { position: number };

/** Names the engine would look up elsewhere where a common table expression does not reach: files and its own views. */
const openNames = /^(?!(duckdb|sqlite|pg|pragma)_)[\p{L}_][\p{L}\p{N}_]*$/iu;

/** The first node of the parse that reads something else than the inputs. */
function findForbidden(nodes: readonly ParseNode[], tables: readonly string[]): Found | null {
  const known = new Set([...tables, ...nodes.flatMap(namesGiven)].map((name) => name.toLowerCase()));
  for (const node of nodes) {
    const refused = forbidden(node, known);
    if (refused !== null) return { ...refused, position: placeOf(node) };
  }
  return null;
}

/** Where a node stands in the query; the engine has a very large number for what is not written there. */
function placeOf({ query_location: place }: ParseNode): number {
  return typeof place === 'number' && Number.isSafeInteger(place) ? place : 0;
}

type ParseNode = Record<string, unknown>;

function forbidden(node: ParseNode, known: ReadonlySet<string>): Refused | null {
  const odd = namesGiven(node).find((name) => !openNames.test(name));
  if (odd !== undefined) return { seen: `the name "${odd}" for a common table expression` };
  if (node.type === 'BASE_TABLE') {
    const path = [node.catalog_name, node.schema_name, node.table_name].map(String).filter((part) => part !== '');
    const isKnown = path.length === 1 && known.has(String(node.table_name).toLowerCase());
    return isKnown ? null : { seen: `the table ${path.join('.')}` };
  }
  if (node.type === 'SHOW_REF') return { seen: 'DESCRIBE, SHOW or SUMMARIZE' };
  if (node.type === 'TABLE_FUNCTION') {
    const name = isNode(node.function) ? functionName(node.function) : null;
    return name !== null && rowFunctions.has(name) ? null : { seen: `the table function ${name ?? ''}` };
  }
  return forbiddenFunction(node);
}

function forbiddenFunction(node: ParseNode): Refused | null {
  const name = functionName(node);
  if (name === null) return null;
  if (!allowedFunctions.has(name)) return closed(`the function ${name}`);
  const long = lengthProblem(name, Array.isArray(node.children) ? node.children : []);
  if (long !== null) return { code: 'sql-too-long', ...long };
  if (!namedAggregates.has(name)) return null;
  const named = aggregateNamed(node);
  if (named === null) return closed(`${name} without the name of a function, written out, as its second argument`);
  return allowedFunctions.has(named) ? null : closed(`the function ${named}`);
}

function closed(seen: string): Refused {
  return {
    seen,
    expected: 'functions that work on cells or rows alone',
    next: 'Correct the name, or say it with another function. The documentation of the step tells which kinds there are.',
  };
}

/** Whether a node of the parse brings in chance or the clock. */
function changes(node: ParseNode): boolean {
  if (isNode(node.sample)) return true;
  if (node.class === 'COLUMN_REF') {
    const path = Array.isArray(node.column_names) ? node.column_names : [];
    return path.length === 1 && clockWords.has(String(path[0]).toLowerCase());
  }
  const name = functionName(node);
  if (name === null) return false;
  // The age of one time is counted from today on.
  if (name === 'age') return !Array.isArray(node.children) || node.children.length < 2;
  return (
    changingFunctions.has(name) || (namedAggregates.has(name) && changingFunctions.has(aggregateNamed(node) ?? ''))
  );
}

/** The function that a node of the parse calls; operators and window functions have one as well. */
function functionName(node: ParseNode): string | null {
  return typeof node.function_name === 'string' ? node.function_name.toLowerCase() : null;
}

/** Second argument of a call when it is a text as it stands. */
function aggregateNamed(node: ParseNode): string | null {
  const second: unknown = Array.isArray(node.children) ? node.children[1] : undefined;
  const constant = isNode(second) && second.class === 'CONSTANT' ? second.value : undefined;
  return isNode(constant) && typeof constant.value === 'string' ? constant.value.toLowerCase() : null;
}

/** Names of common table expressions: the keys of every `cte_map`. */
function namesGiven(node: ParseNode): string[] {
  const map = isNode(node.cte_map) ? node.cte_map.map : undefined;
  return Array.isArray(map) ? map.flatMap((entry) => (isNode(entry) ? [String(entry.key)] : [])) : [];
}

/** Every object of a JSON value, parents before children, without recursion: a query may nest deeply. */
function* objectsIn(root: unknown): Generator<ParseNode> {
  const open: unknown[] = [root];
  while (open.length > 0) {
    const value = open.pop();
    if (Array.isArray(value)) open.push(...[...value].reverse());
    else if (isNode(value)) {
      yield value;
      open.push(...Object.values(value).reverse());
    }
  }
}

function isNode(value: unknown): value is ParseNode {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Line of a place in a text, from 1; places are counted in bytes. */
function lineAt(text: string, position: number): number {
  return Buffer.from(text, 'utf8').subarray(0, position).toString('utf8').split('\n').length;
}

export function linePlace(place: string, line: number | null): string {
  return line === null ? place : `${place}, line ${line}`;
}
