import { join } from 'node:path';
import { PipelineError } from '@millrace/pipeline-core/errors';
import type { StoredColumn } from '@millrace/pipeline-core/features';
import { tableFormatOf } from '../../parquet-file';
import { quoteName, quoteText, sqlTypeOf } from '../../sql-text';
import { datasetMeta } from '../../table-meta';
import type { Landed, LandOptions } from '../landed';
import type { FailedFile } from './common-shape';
import { joinReports } from './join-landed';

/** The code of an error that says that none of the first objects of a source can be read. */
export const nothingReadable = 'nothing-readable';
/** Objects that such an error names. */
const mostNamed = 5;

/**
 * What becomes of objects none of which can be read. A source that has landed before gets a batch without rows and with
 * its columns, which lists them: or it would read the same ones for ever. One that never has gets an error that says so:
 * there are no columns for a batch, and its format may be set wrongly. They are to be read again.
 */
export async function landNothing(
  { session, folder, gathered }: LandOptions,
  { failed, fault }: { failed: readonly FailedFile[]; fault: FailedFile },
): Promise<Landed> {
  const known = gathered?.columns ?? [];
  if (known.length === 0) throw noneReadable(failed, fault);
  const columns = known.map(({ name, type }): StoredColumn => {
    return { name, type, role: 'feature', missing: 0, sqlType: sqlTypeOf({ type }) };
  });
  const table = join(folder, 'table.parquet');
  const cells = columns.map(({ name, sqlType }) => `CAST(NULL AS ${sqlType}) AS ${quoteName(name)}`);
  const row = 'CAST(0 AS BIGINT) AS __row';
  await session.run(
    `COPY (SELECT ${[row, ...cells].join(', ')} WHERE false) TO ${quoteText(table)} (${tableFormatOf(cells.length)})`,
  );
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
      notes: [{ code: nothingReadable, message, count: failed.length }, ...notes],
    },
  };
}

function noneReadable(failed: readonly FailedFile[], fault: FailedFile): PipelineError {
  const named = failed.slice(0, mostNamed).map(({ name, error }) => `${name} (${error.report.seen})`);
  const more = failed.length > mostNamed ? ' and others' : '';
  const which = failed.length === 1 ? 'The new object cannot' : `None of the ${failed.length} new objects can`;
  const next = 'Correct them, or the format of the source; they are read again by the next run.';
  return new PipelineError({
    code: nothingReadable,
    family: 'pipeline',
    place: fault.error.report.place,
    seen: named.join(', ') + more,
    expected: 'at least one that can be read: its columns become those of the dataset',
    next,
    message: `${which} be read: ${named.join(', ')}${more}. ${next}`,
    cause: fault.error,
  });
}
