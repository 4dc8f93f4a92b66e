import { DuckDBInstance } from '@duckdb/node-api';
import {
  compileToRowFunction,
  compileToSql,
  freezeZones,
  parseExpression,
  zoneOffsets,
} from '@millrace/pipeline-core/expression';
import { beforeAll, describe, expect, it } from 'vitest';
import { registerExpressionKernels } from './expression-kernels';
import { cellFromDuckDb } from './testing/expression-parity-cells';

const zones = [
  'Europe/Zurich',
  'Europe/Dublin',
  'America/New_York',
  'America/St_Johns',
  'Africa/Casablanca',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'UTC',
];

/** What the platform's own clock of a zone shows, by another way than the transitions are read. */
function platformClock(zone: string, ms: number): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    dateStyle: 'short',
    timeStyle: 'medium',
  });
  const parts = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const year = new Intl.DateTimeFormat('en-US', { timeZone: zone, year: 'numeric' }).format(ms);
  const { month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(Number(year), month - 1, day, hour, minute, second) + (((ms % 1000) + 1000) % 1000);
}

describe('local, around every transition', async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  beforeAll(() => registerExpressionKernels(connection));

  it.each(zones)('is the same in SQL, in the row function and on the clocks of %s', async (zone) => {
    const { edges } = zoneOffsets(zone);
    const moments = [Date.UTC(1900, 0, 2), 0, Date.UTC(2099, 11, 30), ...edges.flatMap((ms) => [ms - 1, ms, ms + 1])];
    const parsed = parseExpression(`local(moment, '${zone}')`);
    if (!parsed.ok) throw new Error(parsed.error.message);
    const expression = freezeZones(parsed.expression);
    const values = moments.map((ms, row) => `(${row}, epoch_ms(CAST(${ms} AS BIGINT)))`).join(', ');
    const compiled = compileToSql({
      from: `(SELECT * FROM (VALUES ${values}) t(n, moment) ORDER BY n)`,
      columns: [{ name: 'moment', type: 'timestamp', sqlType: 'TIMESTAMP' }],
      outputs: [{ name: 'out', expression }],
      keep: ['n'],
    });
    const rows = (await connection.runAndReadAll(compiled.sql)).getRows();
    const inRow = compileToRowFunction(expression, [{ name: 'moment', type: 'timestamp' }]);
    expect(rows).toHaveLength(moments.length);
    for (const [row, cell] of rows) {
      const ms = moments[Number(row)] ?? Number.NaN;
      const said = inRow([ms]);
      expect(said, `${zone} at ${new Date(ms).toISOString()}`).toBe(platformClock(zone, ms));
      expect(cellFromDuckDb(cell ?? null, 'timestamp')).toBe(said);
    }
  });
});
