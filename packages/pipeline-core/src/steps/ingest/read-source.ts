import { z } from 'zod';
import { defineStep } from '../define-step';
import { param } from '../param';

export const readSource = defineStep({
  type: 'read-source',
  version: 1,
  stage: 'ingest',
  title: 'Read source',
  summary: 'Fetches the bytes of a source exactly as they are.',
  doc: `Reads from where the source says: an address, a file of a watched folder, the new objects of a bucket, a database. What comes is kept byte for byte.

It reads only what is new since the last landing, where the source can tell. Addresses inside the machine or its network are refused unless the operator has allowed them.`,
  synonyms: ['fetch', 'download', 'ingest', 'import', 'url', 'folder', 's3', 'bucket', 'postgres'],
  icon: 'download',
  hidden: true,
  params: z.object({ source: param(z.string().default(''), { title: 'Source' }) }),
  inputs: {},
  outputs: { raw: { type: 'File', title: 'Bytes' } },
  flags: { effect: true, outside: true },
  needs: 'cpu',
  cost: () => ({ seconds: 5, megabytes: 256 }),
  describe: () => 'Bytes as they are',
  references: ({ source }) => (source === '' ? [] : [{ name: 'source', kind: 'source', source }]),
  inferSchema: () => ({ outputs: { raw: { kind: 'opaque' } }, issues: [] }),
});
