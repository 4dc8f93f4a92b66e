import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import type { Catalog } from '@millrace/pipeline-core/steps';
import { generateSample } from '@millrace/pipeline-core/steps';
import { quoteName, quoteText, sqlTypeOf } from '../../data/sql-text';
import { datasetMeta } from '../../data/table-meta';
import { outputPath, tableOutputs, writeTable } from '../../data/table-store';
import type { ExecutorFor } from '../executor';

/** Made-up rows from the seeded generator of the catalogue. */
export const sampleDataExecutor: ExecutorFor<Catalog['sample-data']> = {
  kind: 'run',
  async run({ params, folder, session }) {
    const sample = generateSample(params.sample, params.rows, params.seed);
    const columns = sample.columns.map((column): StoredColumn => ({ ...column, sqlType: sqlTypeOf(column) }));
    const text = join(folder, 'sample.ndjson');
    await writeFile(text, sample.rows.map((cells, row) => `${JSON.stringify([row, ...cells])}\n`).join(''));
    const cells = columns.map(
      ({ name, sqlType }, at) => `CAST(json_extract_string(line, '$[${at + 1}]') AS ${sqlType}) AS ${quoteName(name)}`,
    );
    const query = `SELECT CAST(json_extract_string(line, '$[0]') AS BIGINT) AS __row, ${cells.join(', ')}
      FROM (SELECT json AS line FROM read_ndjson_objects(${quoteText(text)}))`;
    const written = await writeTable(session, { query, path: outputPath(folder, 'table'), columns });
    return {
      outputs: tableOutputs('table', written.path, datasetMeta({ rows: written.rows, columns: written.columns })),
    };
  },
};
