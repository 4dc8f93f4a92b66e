import { z } from 'zod';
import type { TableSchema } from '../../schema/table-schema';
import { nameIssues, uniqueName } from '../columns';
import { type BatchGroup, type BatchTables, defineStep, type SchemaInference, type StepIssue } from '../define-step';
import { param } from '../param';
import { isTime, mostBatches } from './batch-choice';
import { gapTexts, type StackedBatches, stackBatches, typesByBatch } from './stack-batches';

const several = { param: 'batch', is: ['all', 'since'] };

const paramsSchema = z.object({
  dataset: param(z.string().default(''), { title: 'Dataset', widget: 'dataset' }),
  batch: param(z.string().min(1).default('latest'), {
    title: 'Batch',
    description: 'The latest one at the time of the run, several as one table, or always the same.',
    widget: 'batch',
  }),
  since: param(z.string().default(''), {
    title: 'Landed since',
    description: 'Batches that landed then or later.',
    widget: 'time',
    showWhen: { param: 'batch', is: ['since'] },
  }),
  differing: param(z.enum(['stop', 'text']).default('stop'), {
    title: 'Where types differ',
    description: 'A column that holds numbers in one batch and text in another.',
    labels: { stop: 'Stop', text: 'Read as text' },
    showWhen: several,
  }),
  batchColumn: param(z.string().default(''), {
    title: 'Column for the batch number',
    description: 'Adds a column that says which batch a row comes from. Empty: none.',
    placeholder: 'batch',
    showWhen: several,
    advanced: true,
  }),
});
type Params = z.output<typeof paramsSchema>;

export const dataset = defineStep({
  type: 'dataset',
  version: 1,
  stage: 'ingest',
  title: 'Dataset',
  summary: 'Rows of a dataset of this project: its latest batch, several batches as one table, or one you pin.',
  doc: `Every pipeline starts at a dataset, so that each result can be traced back to the bytes it came from.

**The latest** reads the batch that is newest when the run starts; the run remembers which that was. **A pinned batch** never changes.

**All batches**, and **all since a time**, put the rows of several batches one below the other, oldest first: pushed events come in many batches. Columns are matched by **name**, capital letters do not matter; where a batch lacks a column its cells are missing, and the step says in which. Whole and decimal numbers go together as numbers; other types that differ stop the run, or are read as text. A batch in quarantine is not read, and neither is one with the very bytes of one that is read. A replay is left out where the batches of its source before it are read, since its rows are in them; where some of these are not read (rejected, in quarantine, landed before the time), a warning names them. Where none of them is, the replay is read. The result names every batch it was made of.

The step has no input. Its output holds every column as it landed, with the types found at ingest.`,
  synonyms: ['table', 'source', 'read', 'load', 'csv', 'parquet', 'input', 'file', 'all batches', 'history', 'append'],
  icon: 'database',
  params: paramsSchema,
  inputs: {},
  outputs: { table: { type: 'Table', title: 'Table' } },
  flags: { deterministic: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.05 + rows / 2e6, megabytes: 128 + rows / 5e3 }),
  describe: batchText,
  references: (params) => {
    const batch = params.batch === 'since' ? `since:${params.since}` : params.batch;
    const isOpen = params.dataset === '' || (params.batch === 'since' && !isTime(params.since));
    return isOpen ? [] : [{ name: 'data', kind: 'batch', dataset: params.dataset, batch }];
  },
  inferSchema(params, _inputs, context) {
    const found = context?.references.data;
    if (params.dataset === '') return unread('Choose a dataset first.', ['no-dataset', 'Choose the dataset to read.']);
    if (params.batch === 'since' && !isTime(params.since))
      return unread('Choose a time first.', ['no-time', 'Choose the time since which batches are read.', 'since']);
    if (found === null) {
      const message = 'This dataset or batch is no longer there. Choose another one.';
      return unread(message, ['dataset-gone', message]);
    }
    if (found === undefined) return unread('The columns of the dataset have not been read yet.');
    if (!('several' in found)) return { outputs: { table: { kind: 'known', table: found } }, issues: [] };
    return ofSeveral(params, found);
  },
});

function batchText({ batch, since }: Params): string {
  if (batch === 'latest') return 'Latest batch';
  if (batch === 'all') return 'All batches';
  if (batch !== 'since') return `Batch ${batch.slice(0, 8)}`;
  return isTime(since)
    ? `Batches since ${new Date(since).toISOString().slice(0, 16).replace('T', ' ')} UTC`
    : 'Batches since a time';
}

/** The table of several batches, and in which of them it is otherwise. */
function ofSeveral(params: Params, { several: groups, tooMany, warnings = [] }: BatchTables): SchemaInference {
  if (tooMany === true) {
    const message = `More than ${mostBatches} batches are not read as one table. Choose those since a later time.`;
    return unread(message, ['too-many-batches', message, 'batch']);
  }
  if (groups.length === 0) {
    const message =
      params.batch === 'since'
        ? 'No batch of this dataset has landed since then. Choose an earlier time.'
        : 'This dataset has no batch yet. Land its first one.';
    return unread(message, ['no-batches', message, 'batch']);
  }
  const stacked = stackBatches(groups, params.differing);
  const issues: StepIssue[] = params.batchColumn.trim() === '' ? [] : nameIssues(params.batchColumn, 'batchColumn');
  for (const conflict of stacked.conflicts) {
    const message = `${typesByBatch(conflict, groups)}. Read what differs as text, or read fewer batches.`;
    issues.push({ code: 'type-conflict', severity: 'error', message, param: 'differing' });
  }
  for (const text of gapTexts(stacked, groups))
    issues.push({ code: 'columns-differ', severity: 'warning', message: text, param: 'batch' });
  for (const message of warnings)
    issues.push({ code: 'replay-left-out', severity: 'warning', message, param: 'batch' });
  return { outputs: { table: { kind: 'known', table: stackedTable(stacked, { groups, ...params }) } }, issues };
}

/** Columns and rows of the one table, with the number of the batch where a column for it is asked for. */
export function stackedTable(
  stacked: StackedBatches,
  { groups, batchColumn }: { groups: readonly BatchGroup[]; batchColumn: string },
): TableSchema {
  const columns = stacked.columns.map(({ column }) => column);
  const name = batchColumn.trim();
  const rows = groups.reduce((sum, { table }) => sum + (table.rows ?? 0), 0);
  if (name === '') return { columns, rows, split: false };
  const taken = new Set(columns.map((column) => column.name.toLowerCase()));
  return { columns: [...columns, { name: uniqueName(name, taken), type: 'integer', role: 'id' }], rows, split: false };
}

/** No columns, why, and what is wrong: code, message and field. */
function unread(reason: string, wrong?: [code: string, message: string, param?: string]): SchemaInference {
  const issues: StepIssue[] =
    wrong === undefined ? [] : [{ code: wrong[0], severity: 'error', message: wrong[1], param: wrong[2] ?? 'dataset' }];
  return { outputs: { table: { kind: 'needs-run', reason } }, issues };
}
