import { expressionKernels } from '@millrace/pipeline-core/expression';
import { beforeAll, describe, expect, it } from 'vitest';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import { checkQuery } from './check-query';
import { allowedFunctions, changingFunctions, clockWords } from './sql-functions';

/*
 * Functions of the engine that stay closed, so that one it brings anew shows here: look at it, then put it on the list of
 * allowed ones or on this one.
 */
const words = (text: string) => text.trim().split(/\s+/);
const closed = new Set(
  words(`
    alias can_cast_implicitly cast_to_type col_description combine create_sort_key current_catalog
    current_connection_id current_database current_query current_query_id current_role current_schema current_schemas
    current_setting current_transaction_id current_user currval finalize format_pg_type format_type get_block_size
    get_type getvariable icu_sort_key in_search_path json_deserialize_sql json_serialize_plan json_serialize_sql
    make_type map_to_pg_oid nextval obj_description parse_duckdb_log_message remap_struct replace_type session_user
    setseed shobj_description sleep_ms stats switch timetz_byte_comparable txid_current user vector_type version write_log
  `),
);
const closedFamilies = /^(__internal_|pg_|has_.*_privilege$|icu_collate_|inet_|st_|variant_)/;
const kernels = new Set(expressionKernels.map(({ name }) => name.toLowerCase()));

type Known = { name: string; macro: string | null; stability: string | null };
const session = scratchSession(scratchFolder('sql-functions'));
let known: Known[] = [];

beforeAll(async () => {
  const rows = await session.query(
    `SELECT DISTINCT lower(function_name) AS name, macro_definition AS macro, stability FROM duckdb_functions()
      WHERE function_type IN ('scalar', 'aggregate', 'macro')`,
  );
  const text = (cell: unknown) => (typeof cell === 'string' ? cell : null);
  known = rows.map(({ name, macro, stability }) => ({
    name: String(name),
    macro: text(macro),
    stability: text(stability),
  }));
});

const check = (expression: string) =>
  checkQuery(session, { query: `SELECT ${expression}`, tables: [], place: 'SQL › query' });

describe('the functions a query may use', () => {
  it('are decided on for every function of the engine', () => {
    const open = known.filter(
      ({ name }) =>
        !allowedFunctions.has(name) && !closed.has(name) && !closedFamilies.test(name) && !kernels.has(name),
    );
    expect(open.map(({ name }) => name)).toEqual([]);
    expect([...closed].filter((name) => allowedFunctions.has(name))).toEqual([]);
  });

  it('are there, but for what the engine reads as functions without listing them', () => {
    const names = new Set([...known.map(({ name }) => name), '->', 'unnest']);
    const gone = [...allowedFunctions].filter((name) => !names.has(name) && !clockWords.has(name));
    expect(gone).toEqual([]);
  });

  it('ask neither the catalogue nor a closed function where they are macros', async () => {
    const macros = known.filter(({ name, macro }) => macro !== null && allowedFunctions.has(name));
    expect(macros.length).toBeGreaterThan(40);
    for (const { name, macro } of macros) {
      expect(macro, name).not.toMatch(/duckdb_|pragma_|\bSELECT\b/i);
      const { repeats } = await check(String(macro));
      expect(repeats, name).toBe(!changingFunctions.has(name));
    }
  });

  it('are marked when the engine says that their answer changes', () => {
    const volatile = known.filter(
      ({ name, stability }) => allowedFunctions.has(name) && stability !== null && stability !== 'CONSISTENT',
    );
    expect(volatile.map(({ name }) => name).filter((name) => !changingFunctions.has(name) && name !== 'error')).toEqual(
      [],
    );
  });
});

describe('whether a query repeats', () => {
  it.each([
    ['1 + 1', true],
    ['today FROM (SELECT 1 AS today)', true],
    ["'now()'", true],
    ["age(DATE '2024-01-02', DATE '2024-01-01')", true],
    ["age(DATE '2024-01-01')", false],
    ['random()', false],
    ['uuidv7()', false],
    ['get_current_timestamp()', false],
    ['current_date - 7', false],
    ['CURRENT_TIMESTAMP', false],
    ['localtime', false],
    ['reservoir_quantile(x, 0.5) OVER () FROM range(3) t(x)', false],
    ["list_aggregate([1, 2], 'reservoir_quantile', 0.5)", false],
    ['x FROM range(9) t(x) USING SAMPLE 3', false],
    ['x FROM range(9) t(x) TABLESAMPLE 10%', false],
    ['1 WHERE 1 IN (SELECT 1 ORDER BY random())', false],
  ])('SELECT %s: %s', async (expression, repeats) => {
    expect(await check(expression)).toEqual({ repeats });
  });
});
