import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type StoredColumn, tableMetaSchema } from '@millrace/pipeline-core/features';
import type { DuckSession } from '../../data/duckdb';
import { quoteName, quoteText, sqlTypeOf } from '../../data/sql-text';
import { datasetMeta } from '../../data/table-meta';
import { tableOutputs, writeTable } from '../../data/table-store';
import type { CaseTable } from './case-schema';
import { type StepResult, store } from './run-steps';

/** The table of a case as the output of a step before; the session may write into the folder. */
export async function makeTable(
  session: DuckSession,
  folder: string,
  { columns, rows, parts, repeat }: CaseTable,
): Promise<StepResult> {
  const stored = columns.map((column): StoredColumn => ({ ...column, sqlType: sqlTypeOf(column) }));
  const all = Array.from({ length: repeat }, () => rows).flat();
  const text = join(folder, 'rows.ndjson');
  writeFileSync(
    text,
    all.map((cells, row) => `${JSON.stringify([row, parts?.[row % parts.length] ?? null, ...cells])}\n`).join(''),
  );
  const cell = (at: number) => `json_extract_string(json, '$[${at}]')`;
  const cells = stored.map(({ name, sqlType }, at) => `CAST(${cell(at + 2)} AS ${sqlType}) AS ${quoteName(name)}`);
  const part = parts === undefined ? [] : [`${cell(1)} AS __part`];
  const query = `SELECT ${[`CAST(${cell(0)} AS BIGINT) AS __row`, ...part, ...cells].join(', ')} FROM read_ndjson_objects(${quoteText(text)})`;
  const written = await writeTable(session, { query, path: join(folder, 'table.parquet'), columns: stored });
  const meta = datasetMeta({ rows: written.rows, columns: written.columns });
  const receipt = {
    v: 1,
    strategy: 'random',
    seed: 1,
    ratios: { train: 1, validation: 0, test: 0 },
    counts: { train: 1, validation: 0, test: 0 },
    warnings: [],
  };
  const split = tableMetaSchema.parse(parts === undefined ? meta : { ...meta, split: { receipt } });
  const artifacts = await Promise.all(tableOutputs('table', written.path, split).map(store));
  return {
    outputs: Object.fromEntries(artifacts.map((artifact) => [artifact.port, artifact])),
    events: [],
    logs: [],
    folder,
  };
}
