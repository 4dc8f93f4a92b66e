import type { StoredColumn } from '@millrace/pipeline-core/features';
import type { Catalog } from '@millrace/pipeline-core/steps';
import { hashFile } from '../../data/artifact-store';
import { freeName } from '../../data/free-name';
import { quoteName, quoteText } from '../../data/sql-text';
import { datasetMeta } from '../../data/table-meta';
import { outputPath, tableOutputs, writeTable } from '../../data/table-store';
import { reservedIn } from '../../data/table-view';
import type { ExecutorFor } from '../executor';
import { toPlainJson } from '../plain-json';
import { requireTable } from '../require-table';

/** All chunks as one table, in the order of their rows; each row says which release answered and in which batch. */
export const gatherScoresExecutor: ExecutorFor<Catalog['gather-scores']> = {
  kind: 'run',
  async run(job) {
    const { batch, endpoint, release } = job.params;
    const first = requireTable(job, 'chunks');
    const chunks = (job.inputs.chunks ?? []).flatMap(({ table }) => (table === undefined ? [] : [table]));
    const { columns: scores } = first.meta;
    const marks = [
      { name: freeName('release', scores), value: release },
      { name: freeName('batch_id', scores), value: batch },
    ];
    const columns: StoredColumn[] = [
      ...scores,
      ...marks.map(({ name }) => ({ name, type: 'text' as const, role: 'feature' as const, sqlType: 'VARCHAR' })),
    ];
    const cells = [...reservedIn(first.meta), ...scores.map(({ name }) => name)].map(quoteName);
    const marked = marks.map(({ name, value }) => `${quoteText(value)} AS ${quoteName(name)}`);
    const parts = chunks.map(({ relation }) => `SELECT ${cells.join(', ')} FROM ${relation}`);
    const path = outputPath(job.folder, 'predictions');
    const written = await writeTable(job.session, {
      query: `SELECT ${[...cells, ...marked].join(', ')} FROM (${parts.join(' UNION ALL ')})`,
      path,
      columns,
    });
    const { rows } = written;
    job.log('info', `${rows} rows scored by ${release}, in ${chunks.length} chunks.`);
    const { hash } = await hashFile(path);
    return {
      outputs: tableOutputs(
        'predictions',
        path,
        datasetMeta({ rows, columns: written.columns, batches: first.meta.batches }),
      ),
      events: [
        {
          topic: 'scoring-completed',
          payload: toPlainJson({ predictions: hash, rows, model: release, batch, endpoint, release }),
        },
      ],
    };
  },
};
