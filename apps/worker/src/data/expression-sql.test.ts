import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import {
  compilePlanToSql,
  compileToRowFunction,
  compileToSql,
  type Expression,
  type ExpressionNode,
  expressionTypeOfSqlType,
  parseExpression,
  type SourceColumn,
} from '@millrace/pipeline-core/expression';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerExpressionKernels } from './expression-kernels';

function formula(text: string): Expression {
  const result = parseExpression(text);
  if (!result.ok) throw new Error(`${text}: ${result.error.message}`);
  return result.expression;
}

let connection: DuckDBConnection;

beforeAll(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect();
  registerExpressionKernels(connection);
  await connection.run(`CREATE TABLE people AS SELECT * FROM (VALUES
    (1, 40, 1.5e0, 'Bern'), (2, NULL, 2.5e0, 'Basel'), (3, 17, NULL, 'o''Hara')) t(id, age, "in""come", city)`);
});

const columns: SourceColumn[] = [
  { name: 'id', type: 'integer', sqlType: 'INTEGER' },
  { name: 'age', type: 'integer', sqlType: 'INTEGER' },
  { name: 'in"come', type: 'number', sqlType: 'DOUBLE' },
  { name: 'city', type: 'text', sqlType: 'VARCHAR' },
];

async function rows(sql: string): Promise<unknown[][]> {
  return (await connection.runAndReadAll(sql)).getRowsJS();
}

describe('compilePlanToSql', () => {
  it('lets later steps read earlier ones, filters, and selects', async () => {
    const compiled = compilePlanToSql({
      from: 'people',
      columns,
      keep: ['id'],
      nodes: [
        { name: 'age', expression: formula('age ?? 30') },
        { name: 'age_scaled', expression: formula('(age - 30) / 10') },
        { name: 'rich', expression: formula('`in"come` > 2') },
        { filter: formula('age >= 18') },
        { name: 'grown', expression: formula('exp(age_scaled) > 1 or rich') },
        { select: ['age_scaled', 'grown', 'city'] },
      ],
    });
    expect(compiled.kernels).toEqual(['mr_exp']);
    expect(compiled.outputTypes).toEqual({ age_scaled: 'number', grown: 'boolean', city: 'text' });
    expect(await rows(`${compiled.sql} ORDER BY id`)).toEqual([
      [1, 1, true, 'Bern'],
      [2, 0, true, 'Basel'],
    ]);
  });

  it('shares common parts between outputs', () => {
    const one = compilePlanToSql({
      from: 'people',
      columns,
      nodes: [{ name: 'a', expression: formula('ln(age * 2)') }],
    });
    const two = compilePlanToSql({
      from: 'people',
      columns,
      nodes: [
        { name: 'a', expression: formula('ln(age * 2)') },
        { name: 'b', expression: formula('ln(age * 2)') },
      ],
    });
    expect(two.sql.match(/mr_ln/g)?.length).toBe(one.sql.match(/mr_ln/g)?.length);
  });

  it('compiles deep formulas in little text', () => {
    const nodes = Array.from({ length: 60 }, (_, i) => ({
      name: `s${i}`,
      expression: formula(`(${i === 0 ? 'age' : `s${i - 1}`} * 1.5) % 7 + 1`),
    }));
    const compiled = compilePlanToSql({ from: 'people', columns, nodes });
    expect(compiled.sql.length).toBeLessThan(60_000);
  });
});

describe('compileToSql', () => {
  it('keeps outputs apart from each other and integers as BIGINT', async () => {
    const compiled = compileToSql({
      from: 'people',
      columns,
      outputs: [
        { name: 'age', expression: formula('age + 1') },
        { name: 'next', expression: formula('age + 1') },
      ],
      filter: formula("city = 'Bern'"),
    });
    expect(await rows(compiled.sql)).toEqual([[41n, 41n]]);
  });

  it('refuses what was not checked', () => {
    expect(() =>
      compileToSql({ from: 'people', columns, outputs: [{ name: 'x', expression: formula('nope + 1') }] }),
    ).toThrow('no column “nope”');
  });

  it('is safe against names and texts made to break out', async () => {
    await connection.run(`CREATE TABLE odd AS SELECT 7 AS "x"" FROM people; --", 'v' AS "A'B"`);
    const source: SourceColumn[] = [
      { name: 'x" FROM people; --', type: 'integer', sqlType: 'INTEGER' },
      { name: "A'B", type: 'text', sqlType: 'VARCHAR' },
    ];
    const root: ExpressionNode = {
      k: 'call',
      fn: 'concat',
      args: [
        { k: 'col', name: "A'B" },
        { k: 'text', v: "'); DROP TABLE odd; --" },
      ],
    };
    const compiled = compileToSql({
      from: 'odd',
      columns: source,
      keep: ['x" FROM people; --'],
      outputs: [{ name: '"; --', expression: { v: 1, root } }],
    });
    expect(await rows(compiled.sql)).toEqual([[7, "v'); DROP TABLE odd; --"]]);
  });

  it('keeps the null of a truncated time compared with a constant that is no start of a unit', async () => {
    await connection.run('CREATE TABLE times AS SELECT CAST(NULL AS TIMESTAMP) AS at, CAST(NULL AS DATE) AS d');
    const source: SourceColumn[] = [
      { name: 'at', type: 'timestamp', sqlType: 'TIMESTAMP' },
      { name: 'd', type: 'date', sqlType: 'DATE' },
    ];
    const outputs = [
      { name: 'a', expression: formula("trunc(at, 'year') = timestamp '2024-03-03T00:00:00Z'") },
      { name: 'b', expression: formula("trunc(d, 'month') = date '2024-03-03'") },
    ];
    expect(await rows(compileToSql({ from: 'times', columns: source, outputs }).sql)).toEqual([[null, null]]);
  });

  it('looks up in large maps', async () => {
    const items = Array.from({ length: 20_000 }, (_, i): [string, ExpressionNode] => [
      `k${i}`,
      { k: 'num', v: i, int: true },
    ]);
    items.push(['Bern', { k: 'num', v: -1, int: true }]);
    const root: ExpressionNode = {
      k: 'call',
      fn: 'lookup',
      args: [
        { k: 'col', name: 'city' },
        { k: 'map', items },
        { k: 'num', v: 0, int: true },
      ],
    };
    const compiled = compileToSql({
      from: 'people',
      columns,
      outputs: [{ name: 'n', expression: { v: 1, root } }],
      keep: ['id'],
    });
    expect(await rows(`${compiled.sql} ORDER BY id`)).toEqual([
      [1, -1n],
      [2, 0n],
      [3, 0n],
    ]);
  });
});

describe('frozen tables', () => {
  it.each(['lower', 'upper', 'strip_accents'])('%s equals DuckDB on every code point', async (name) => {
    const reader = await connection.runAndReadAll(
      `WITH points AS MATERIALIZED (SELECT unnest(list_concat(range(1, 55296), range(57344, 65279), range(65280, 1114112))) AS p)
       SELECT p, chr(CAST(p AS INTEGER)) AS c, ${name}(c) AS r FROM points WHERE r <> c ORDER BY p`,
    );
    const expected = new Map(reader.getRows().map(([, c, r]) => [String(c), String(r)]));
    const apply = compileToRowFunction(formula(`${name}(t)`), [{ name: 't', type: 'text' }]);
    const wrong: number[] = [];
    for (let point = 1; point <= 0x10ffff; point += 1) {
      if ((point >= 0xd800 && point <= 0xdfff) || point === 0xfeff) continue;
      const character = String.fromCodePoint(point);
      if (apply([character]) !== (expected.get(character) ?? character)) wrong.push(point);
    }
    expect(wrong).toEqual([]);
    expect(expected.size).toBe({ lower: 1433, upper: 1451, strip_accents: 4460 }[name]);
  });
});

describe('expressionTypeOfSqlType', () => {
  it.each([
    ['DECIMAL(10,2)', 'number'],
    ["ENUM('a', 'b')", 'text'],
    ['HUGEINT', 'integer'],
    ['TIMESTAMP WITH TIME ZONE', 'timestamp'],
    ['FLOAT[]', 'vector'],
    ['DOUBLE[3]', 'vector'],
    ['STRUCT(a INTEGER)', undefined],
  ])('%s', (sqlType, type) => {
    expect(expressionTypeOfSqlType(sqlType)).toBe(type);
  });

  it('brings in enums, wide integers and arrays', async () => {
    await connection.run(`CREATE TABLE wide AS SELECT CAST('b' AS ENUM('a', 'b')) AS e, 170141183460469231731687303715884105727::HUGEINT AS h,
      18446744073709551615::UBIGINT AS u, [1, 2, 3]::FLOAT[3] AS v, '3fdd9f5c-7a2b-4b0e-8c3d-2f7d9b1c5e4a'::UUID AS id, TIMESTAMP_S '1969-12-31 23:59:59' AS s`);
    const source: SourceColumn[] = [
      { name: 'e', type: 'text', sqlType: "ENUM('a', 'b')" },
      { name: 'h', type: 'integer', sqlType: 'HUGEINT' },
      { name: 'u', type: 'integer', sqlType: 'UBIGINT' },
      { name: 'v', type: 'vector', sqlType: 'FLOAT[3]' },
      { name: 'id', type: 'text', sqlType: 'UUID' },
      { name: 's', type: 'timestamp', sqlType: 'TIMESTAMP_S' },
    ];
    const outputs = ["e + '!'", 'h is null', 'u is null', 'dot(v, [1, 10, 100])', 'left(id, 4)', 'second(s)'].map(
      (text, i) => ({ name: `o${i}`, expression: formula(text) }),
    );
    const compiled = compileToSql({ from: 'wide', columns: source, outputs });
    expect(await rows(compiled.sql)).toEqual([['b!', true, true, 321, '3fdd', 59n]]);
  });
});
