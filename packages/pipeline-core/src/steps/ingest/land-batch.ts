import { z } from 'zod';
import { defineStep } from '../define-step';
import { param } from '../param';

export const landBatch = defineStep({
  type: 'land-batch',
  version: 1,
  stage: 'ingest',
  title: 'Land batch',
  summary: 'Makes a batch of the bytes of a source: typed, counted, with rejected lines.',
  doc: `The raw bytes stay as they came. Beside them comes a typed table, a profile, and every line that could not be read with its reason.

The columns are held against those of the last accepted batch. Whether another shape is accepted, waits for a person, or stops the run, the source says. A batch is there with all its parts or not at all.`,
  synonyms: ['ingest', 'import', 'batch', 'load'],
  icon: 'package-plus',
  hidden: true,
  params: z.object({ source: param(z.string().default(''), { title: 'Source' }) }),
  inputs: { raw: { type: 'File', title: 'Bytes' } },
  outputs: { table: { type: 'Table', title: 'Table' } },
  flags: { effect: true },
  needs: 'cpu',
  cost: (_params, rows) => ({ seconds: 0.5 + rows / 5e5, megabytes: 512 }),
  describe: () => 'Typed, with rejected lines',
  references: ({ source }) => (source === '' ? [] : [{ name: 'source', kind: 'source', source }]),
  inferSchema: () => ({
    outputs: { table: { kind: 'needs-run', reason: 'The columns are known when the bytes are there.' } },
    issues: [],
  }),
});
