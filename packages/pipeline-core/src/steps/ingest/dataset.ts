import { z } from 'zod';
import type { StepIssue } from '../define-step';
import { defineStep } from '../define-step';
import { param } from '../param';

export const dataset = defineStep({
  type: 'dataset',
  version: 1,
  stage: 'ingest',
  title: 'Dataset',
  summary: 'Rows of a dataset of this project: its latest batch, or one you pin.',
  doc: `Every pipeline starts at a dataset, so that each result can be traced back to the bytes it came from.

**Latest batch** reads what is newest when the run starts; the run remembers which batch that was. **A pinned batch** never changes.

The step has no input. Its output holds every column as it landed, with the types found at ingest.`,
  synonyms: ['table', 'source', 'read', 'load', 'csv', 'parquet', 'input', 'file'],
  icon: 'database',
  params: z.object({
    dataset: param(z.string().default(''), { title: 'Dataset', widget: 'dataset' }),
    batch: param(z.string().min(1).default('latest'), {
      title: 'Batch',
      description: 'The latest one at the time of the run, or always the same.',
      widget: 'batch',
    }),
  }),
  inputs: {},
  outputs: { table: { type: 'Table', title: 'Table' } },
  flags: { deterministic: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.05 + rows / 2e6, megabytes: 128 + rows / 5e3 }),
  describe: (params) => (params.batch === 'latest' ? 'Latest batch' : `Batch ${params.batch.slice(0, 8)}`),
  references: (params) =>
    params.dataset === '' ? [] : [{ name: 'data', kind: 'batch', dataset: params.dataset, batch: params.batch }],
  inferSchema(params, _inputs, context) {
    const table = context?.references.data;
    if (params.dataset === '') {
      const reason = 'Choose a dataset first.';
      return {
        outputs: { table: { kind: 'needs-run', reason } },
        issues: [issue('no-dataset', 'Choose the dataset to read.')],
      };
    }
    if (table === null) {
      const message = 'This dataset or batch is no longer there. Choose another one.';
      return { outputs: { table: { kind: 'needs-run', reason: message } }, issues: [issue('dataset-gone', message)] };
    }
    if (table !== undefined) return { outputs: { table: { kind: 'known', table } }, issues: [] };
    return {
      outputs: { table: { kind: 'needs-run', reason: 'The columns of the dataset have not been read yet.' } },
      issues: [],
    };
  },
});

function issue(code: string, message: string): StepIssue {
  return { code, severity: 'error', message, param: 'dataset' };
}
