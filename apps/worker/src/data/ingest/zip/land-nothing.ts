import { join } from 'node:path';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import { tableFormat } from '../../parquet-file';
import { quoteName, quoteText, sqlTypeOf } from '../../sql-text';
import { datasetMeta } from '../../table-meta';
import type { Landed, LandOptions } from '../landed';
import type { FailedFile } from './common-shape';
import { joinReports } from './join-landed';

/**
 * What becomes of objects none of which can be read. A source that has landed before gets a batch without rows and with
 * its columns, which lists them: or it would read the same ones for ever. One that never has says what is wrong and
 * waits, for then its format may be set wrongly.
 */
export async function landNothing(
  { session, folder, gathered }: LandOptions,
  { failed, fault }: { failed: readonly FailedFile[]; fault: FailedFile },
): Promise<Landed> {
  const known = gathered?.columns ?? [];
  if (known.length === 0) throw fault.error;
  const columns = known.map(({ name, type }): StoredColumn => {
    return { name, type, role: 'feature', missing: 0, sqlType: sqlTypeOf({ type }) };
  });
  const table = join(folder, 'table.parquet');
  const cells = columns.map(({ name, sqlType }) => `CAST(NULL AS ${sqlType}) AS ${quoteName(name)}`);
  const row = 'CAST(0 AS BIGINT) AS __row';
  await session.run(`COPY (SELECT ${[row, ...cells].join(', ')} WHERE false) TO ${quoteText(table)} (${tableFormat})`);
  const { notes, ...lists } = joinReports({ files: [], failed, offsets: [] });
  const message =
    'None of the new objects can be read; they are listed as rejected. Correct them and put them into the bucket once more.';
  return {
    table,
    meta: datasetMeta({ rows: 0, columns }),
    report: {
      v: 1,
      format: gathered?.format ?? 'csv',
      encoding: 'utf-8',
      header: true,
      rows: 0,
      ...lists,
      notes: [{ code: 'nothing-readable', message, count: failed.length }, ...notes],
    },
  };
}
