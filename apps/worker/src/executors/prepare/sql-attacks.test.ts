import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { describe, expect, it } from 'vitest';
import { datasetMeta } from '../../data/table-meta';
import { writeTable } from '../../data/table-store';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import { batchReference, StepRunner } from '../testing/run-steps';

const root = scratchFolder('sql-attacks');
const secret = join(root, 'secret.csv');
writeFileSync(secret, 'a\n1\n');
const folder = join(root, 'steps');
mkdirSync(folder);
const runner = new StepRunner(folder);

const dataset = (async () => {
  const data = join(root, 'data');
  mkdirSync(data);
  const columns = [{ name: 'id', type: 'integer', role: 'id', sqlType: 'BIGINT' }] as const;
  const query = 'SELECT range AS __row, range AS id FROM range(3)';
  const { path, rows } = await writeTable(scratchSession(data), { query, path: join(data, 'table.parquet'), columns });
  const references = { data: await batchReference(path, datasetMeta({ rows, columns: [...columns] })) };
  return runner.run('dataset', { references, params: { dataset: 'd' } });
})();

/** Code of the error a query ends with; what it answered where it did. */
async function outcome(query: string): Promise<string> {
  const inputs = { a: [[await dataset, 'table'] as [Awaited<typeof dataset>, string]] };
  try {
    await runner.run('sql', { params: { query, seconds: 1 }, inputs });
    return 'answered';
  } catch (error) {
    if (error instanceof PipelineError) return error.report.code;
    throw error;
  }
}

const forbidden = 'sql-forbidden';
const notSelect = 'sql-not-select';

describe('an attack by a query', () => {
  it.each([
    // files and addresses
    [`SELECT * FROM read_csv_auto('${secret}')`, forbidden],
    [`SELECT * FROM parquet_scan('${secret}')`, forbidden],
    [`SELECT * FROM read_json_objects('${secret}')`, forbidden],
    [`SELECT * FROM sniff_csv('${secret}')`, forbidden],
    [`SELECT * FROM parquet_metadata('${secret}')`, forbidden],
    ["SELECT * FROM 'http://169.254.169.254/latest/meta-data'", forbidden],
    ["SELECT * FROM read_text('https://example.org/')", forbidden],
    ["SELECT * FROM 's3://bucket/key.parquet'", forbidden],
    [`SELECT * FROM "${secret}"`, forbidden],
    [`FROM '${secret}'`, forbidden],
    [`SELECT (SELECT count(*) FROM '${secret}') AS n FROM a`, forbidden],
    [`SELECT * FROM a, LATERAL (SELECT * FROM read_text('${secret}')) t`, forbidden],
    [`SELECT id FROM a ORDER BY (SELECT content FROM read_text('${secret}'))`, forbidden],
    [`SELECT id FROM a LIMIT (SELECT count(*) FROM read_text('${secret}'))`, forbidden],
    [`SELECT id FROM a QUALIFY row_number() OVER (ORDER BY (SELECT 1 FROM '${secret}')) = 1`, forbidden],
    [`SELECT list_transform([1], x -> (SELECT count(*) FROM '${secret}')) AS l`, forbidden],
    [`SELECT * FROM a UNION ALL BY NAME SELECT size AS id FROM read_blob('${secret}')`, forbidden],
    [`SELECT * FROM a SEMI JOIN '${secret}' s ON true`, forbidden],
    [`SELECT * FROM (PIVOT '${secret}' ON a IN (1))`, forbidden],
    [`SELECT * FROM (UNPIVOT (FROM '${secret}') ON a)`, forbidden],
    [`WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t, '${secret}' WHERE n < 2) FROM t`, forbidden],
    [`SELECT * FROM a AT (VERSION => 1), '${secret}'`, forbidden],
    // statements
    ["ATTACH ':memory:' AS m", notSelect],
    ["COPY a TO '/tmp/out.csv'", notSelect],
    ["EXPORT DATABASE '/tmp/out'", notSelect],
    ["IMPORT DATABASE '/tmp/out'", notSelect],
    ['INSTALL httpfs', notSelect],
    ["LOAD '/tmp/evil.duckdb_extension'", notSelect],
    ['PRAGMA enable_profiling', notSelect],
    ["SET VARIABLE x = 'y'", notSelect],
    ['RESET memory_limit', notSelect],
    ['PREPARE p AS SELECT 1', notSelect],
    ['EXECUTE p', notSelect],
    ["CREATE MACRO m() AS TABLE SELECT * FROM read_text('/etc/passwd')", notSelect],
    ["CREATE SECRET s (TYPE s3, KEY_ID 'a')", notSelect],
    ['CALL pragma_database_list()', notSelect],
    ['EXPLAIN ANALYZE SELECT 1', notSelect],
    ['CHECKPOINT', notSelect],
    ['SELECT 1 --\n; DROP VIEW a', notSelect],
    ['SELECT 1 /* /* nested */ ; */; DROP VIEW a', notSelect],
    ["SELECT '--'; DROP VIEW a", notSelect],
    ['SELECT $$;$$; DROP VIEW a', notSelect],
    ['DESCRIBE a', forbidden],
    ['SUMMARIZE a', forbidden],
    ['SHOW ALL TABLES', forbidden],
    ['FROM (SHOW TABLES)', forbidden],
    // the engine about itself
    ["SELECT getenv('PATH') AS p", forbidden],
    ["SELECT getvariable('x') AS p", forbidden],
    ["SELECT current_setting('temp_directory') AS p", forbidden],
    ['FROM duckdb_secrets()', forbidden],
    ['FROM duckdb_databases()', forbidden],
    ['FROM duckdb_temporary_files()', forbidden],
    ['FROM duckdb_views()', forbidden],
    ['FROM duckdb_views', forbidden],
    ['FROM duckdb_logs()', forbidden],
    ['FROM pragma_database_list', forbidden],
    ['FROM system.main.duckdb_settings', forbidden],
    ['FROM temp.main.a', forbidden],
    ['SELECT current_query() AS q', forbidden],
    ['SELECT current_database() AS q', forbidden],
    ["SELECT nextval('s') AS q", forbidden],
    ["SELECT write_log('x') AS q", forbidden],
    // names made at run time
    [`FROM query('FROM read_text(''${secret}'')')`, forbidden],
    [`FROM query_table('${secret}')`, forbidden],
    [`FROM query_table(['a', '${secret}'])`, forbidden],
    ["SELECT json_execute_serialized_sql(json_serialize_sql('SELECT 1')) AS x", forbidden],
    ["FROM json_execute_serialized_sql('{}')", forbidden],
    ["SELECT list_aggregate([1], getenv('PATH')) AS x", forbidden],
    ["SELECT list_aggregate([1], 'getenv') AS x", forbidden],
    ["SELECT [1].list_aggr('histogram_' || 'exact') AS x", forbidden],
    // prepared parameters
    ['SELECT $1 AS x', 'sql-error'],
    ['SELECT ? AS x', 'sql-error'],
  ])('%s: %s', async (query, code) => {
    expect(await outcome(query)).toBe(code);
  });
});

/*
 * A function that does not hear the interrupt (levenshtein) ends with its whole process instead:
 * execution/step-limits.test.ts. Those that make texts of a given length are refused: text-lengths.test.ts.
 */
describe('a bomb', () => {
  it.each([
    'SELECT count(*) AS n FROM range(1000000000000)',
    'SELECT count(*) AS n FROM range(1000000) x, range(1000000) y',
    'WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT max(n) AS n FROM t',
    'WITH RECURSIVE t(x) AS (SELECT repeat(chr(97), 10) UNION ALL SELECT x || x FROM t) SELECT max(length(x)) AS n FROM t',
    'SELECT len(range(1000000000000)) AS n',
    'SELECT len(generate_series(1, 1000000000000)) AS n FROM a',
    'SELECT len(list_resize([1], 1000000000000)) AS n',
    "SELECT list_reduce(range(60), (x, y) -> x) AS n, len(array_agg(repeat(repeat('x', 1000), 1000))) AS m FROM range(100000)",
    "SELECT count(*) AS n FROM range(1000000000) t(i) WHERE regexp_matches(repeat('a', 1000) || i, '(a|aa)+$')",
    'SELECT sum(x) AS n FROM (SELECT unnest(range(20000000)) AS x FROM range(5000))',
  ])(
    'ends with an error: %s',
    async (query) => {
      expect(['sql-time-limit', 'out-of-memory', 'sql-error']).toContain(await outcome(query));
    },
    60_000,
  );
});
