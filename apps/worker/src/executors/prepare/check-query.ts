import { PipelineError } from '@millrace/pipeline-core/errors';
import { z } from 'zod';
import type { DuckSession } from '../../data/duckdb';
import { quoteText } from '../../data/sql-text';

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

/** Functions that give rows without reading anything. */
const rowFunctions = new Set(['range', 'generate_series', 'unnest']);
/** Functions of a cell that ask about the engine or its surroundings, or change them. */
const closedFunctions =
  /^(getenv|getvariable|current_setting|setseed|nextval|currval|write_log|query|query_table|read_|parquet_|duckdb_|pragma_|sniff_|glob$|sql_auto_complete|json_execute|has_.*_privilege)/;

/**
 * Accepts one SELECT over the named tables, by the engine's own parse of it:
 * 1. One statement, and a SELECT.
 * 2. Tables are the inputs or common table expressions of the query, without a schema or a database.
 * 3. Functions in FROM only make rows; no function asks about the engine.
 * The session is locked down besides; this names the line and the reason.
 */
export async function checkQuery(
  session: DuckSession,
  options: { query: string; tables: readonly string[]; place: string },
): Promise<void> {
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
  const found = findForbidden(parsed.statements[0], tables);
  if (found === null) return;
  throw refuse(lineAt(query, found.position), {
    code: 'sql-forbidden',
    seen: found.seen,
    expected: `a query over ${tables.join(', ')} and nothing else`,
    next: 'Connect the table on the canvas and use its input as the name.',
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

type Found = { seen: string; position: number };

/** Names the engine would look up elsewhere where a common table expression does not reach: files and its own views. */
const openNames = /^(?!(duckdb|sqlite|pg|pragma)_)[\p{L}_][\p{L}\p{N}_]*$/iu;

/** The first node of the parse that reads something else than the inputs. */
function findForbidden(root: unknown, tables: readonly string[]): Found | null {
  const nodes = [...objectsIn(root)];
  const known = new Set([...tables, ...nodes.flatMap(namesGiven)].map((name) => name.toLowerCase()));
  for (const node of nodes) {
    const seen = forbidden(node, known);
    if (seen !== null) return { seen, position: typeof node.query_location === 'number' ? node.query_location : 0 };
  }
  return null;
}

type ParseNode = Record<string, unknown>;

function forbidden(node: ParseNode, known: ReadonlySet<string>): string | null {
  const odd = namesGiven(node).find((name) => !openNames.test(name));
  if (odd !== undefined) return `the name "${odd}" for a common table expression`;
  if (node.type === 'BASE_TABLE') {
    const path = [node.catalog_name, node.schema_name, node.table_name].map(String).filter((part) => part !== '');
    return path.length === 1 && known.has(String(node.table_name).toLowerCase()) ? null : `the table ${path.join('.')}`;
  }
  if (node.type === 'SHOW_REF') return 'DESCRIBE, SHOW or SUMMARIZE';
  if (node.type === 'TABLE_FUNCTION') {
    const name = isNode(node.function) ? String(node.function.function_name).toLowerCase() : '';
    return rowFunctions.has(name) ? null : `the table function ${name}`;
  }
  if (node.class !== 'FUNCTION') return null;
  const name = String(node.function_name).toLowerCase();
  return closedFunctions.test(name) ? `the function ${name}` : null;
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
