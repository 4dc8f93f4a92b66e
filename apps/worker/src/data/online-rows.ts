import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { PipelineError } from '@millrace/pipeline-core/errors';
import {
  entityKey,
  type NewOnlineRow,
  type ViewColumn,
  type ViewShape,
  viewTimes,
} from '@millrace/pipeline-core/features';
import { jsonSchema } from '@millrace/pipeline-core/json';
import { z } from 'zod';
import type { DuckSession } from './duckdb';
import { parquetRelation, quoteName, quoteText } from './sql-text';

const timeFormat = '%Y-%m-%dT%H:%M:%S.%fZ';
const rfc3339 = (cell: string) => `strftime(${cell}, ${quoteText(timeFormat)})`;

/** The newest row of each entity of an offline table as lines of JSON, without rows of the future. */
export async function writeOnlineRows(
  session: DuckSession,
  o: { table: string; shape: ViewShape; now: string; path: string; place: string },
): Promise<{ entities: number; future: number }> {
  const { shape, place } = o;
  const relation = parquetRelation(o.table);
  const keys = shape.keys.map(({ name }) => quoteName(name));
  const seen = `greatest(${viewTimes.event}, ${viewTimes.known}) <= TIMESTAMP ${quoteText(o.now)}`;
  await requireReadableKeys(session, { relation, shape, place });
  const values = shape.features.map((column) => `${quoteName(column.name)} := ${jsonCell(column)}`);
  const newest = `SELECT * FROM ${relation} WHERE ${seen} QUALIFY row_number() OVER (
    PARTITION BY ${keys.join(', ')} ORDER BY ${viewTimes.event} DESC, ${viewTimes.known} DESC, __row DESC) = 1`;
  await session.run(`COPY (SELECT json_array(${shape.keys.map(jsonCell).join(', ')}) AS k,
      ${rfc3339(viewTimes.event)} AS e, ${rfc3339(viewTimes.known)} AS s, struct_pack(${values.join(', ')}) AS v
    FROM (${newest})) TO ${quoteText(o.path)} (FORMAT json)`);
  const counts = await session.numbers(
    `SELECT count(DISTINCT (${keys.join(', ')})) FILTER (${seen}) AS entities, count(*) FILTER (NOT ${seen}) AS future FROM ${relation}`,
  );
  return { entities: counts.entities ?? 0, future: counts.future ?? 0 };
}

/** A cell as JSON holds it: times as RFC 3339, and no number that JSON does not have. */
function jsonCell({ name, type }: ViewColumn): string {
  const cell = quoteName(name);
  switch (type) {
    case 'number':
      return `CASE WHEN isfinite(${cell}) THEN ${cell} END`;
    case 'timestamp':
      return rfc3339(cell);
    case 'date':
      return `strftime(${cell}, '%Y-%m-%d')`;
    case 'boolean':
    case 'integer':
    case 'text':
    case 'list':
    case 'vector':
    case 'sparse':
    case 'bytes':
      return cell;
  }
}

/** JSON has no whole numbers beyond 2^53: two entities would become one. */
async function requireReadableKeys(
  session: DuckSession,
  { relation, shape, place }: { relation: string; shape: ViewShape; place: string },
): Promise<void> {
  for (const { name } of shape.keys.filter(({ type }) => type === 'integer')) {
    const { far } = await session.numbers(
      `SELECT count(*) AS far FROM ${relation} WHERE abs(CAST(${quoteName(name)} AS HUGEINT)) > 9007199254740991`,
    );
    if ((far ?? 0) === 0) continue;
    throw new PipelineError({
      code: 'key-too-large',
      family: 'pipeline',
      place: `${place} › ${name}`,
      seen: `${far} keys beyond 9,007,199,254,740,991`,
      expected: 'keys that requests can name exactly',
      next: 'Cast this column to text before publishing.',
      column: name,
    });
  }
}

const lineSchema = z.object({
  k: z.array(jsonSchema),
  e: z.string(),
  s: z.string(),
  v: z.record(z.string(), jsonSchema),
});

/** The lines of such a file as rows for the online store, in blocks, without holding the file in memory. */
export async function* readOnlineRows(
  path: string,
  { keys, block }: { keys: readonly ViewColumn[]; block: number },
): AsyncGenerator<NewOnlineRow[]> {
  const input = createReadStream(path);
  try {
    let rows: NewOnlineRow[] = [];
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (line === '') continue;
      const { k, ...rest } = lineSchema.parse(JSON.parse(line));
      const key = entityKey(keys, k);
      if (key === null) continue; // a key that no request could name either
      rows.push({ k: key, ...rest });
      if (rows.length < block) continue;
      yield rows;
      rows = [];
    }
    if (rows.length > 0) yield rows;
  } finally {
    input.destroy(); // whoever stops in the middle leaves no file open
  }
}
