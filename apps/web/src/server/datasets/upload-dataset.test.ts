import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { chooseBatches } from '@millrace/db';
import { expect, it } from 'vitest';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { uploadDataset } from './upload-dataset';

/** Lands as the data service does: hashes of the bytes that came; the metadata names the file, so only raw bytes repeat. */
let landings = 0;
withTestServer({
  dataService: (request, response) =>
    void buffer(request).then((bytes) => {
      const stored = (kind: string, text: string | Buffer) => {
        const hash = createHash('sha256').update(text).digest('hex');
        return { hash, bytes: bytes.length, kind, location: `store/${hash}` };
      };
      const plan = { v: 1, expressionVersion: 1, source: [], nodes: [] };
      const meta = { v: 1, rows: 2, columns: [], plan, featureSetId: 'x', batches: [] };
      const landed = {
        format: 'csv',
        raw: stored('file', bytes),
        table: stored('table', `table ${landings}`),
        metaArtifact: { ...stored('table-meta', `meta ${landings++}`), location: null, inline: meta },
        meta,
        profile: { v: 1, rows: 2, columns: [], warnings: [] },
        rejected: 0,
        rejects: [],
        notes: [],
      };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(landed));
    }),
});

it('is read once where the same file came twice', async () => {
  const context = await makeContext(db, 'scientist');
  const upload = (text: string) =>
    uploadDataset(context, { name: 'shop', fileName: 'shop.csv', body: new Blob([text]).stream(), length: null });
  const { dataset } = await upload('id,price\n1,2\n2,3\n');
  await upload('id,price\n1,2\n2,3\n');
  await upload('id,price\n3,4\n4,5\n');
  const chosen = await chooseBatches(db, { projectId: context.project.id, dataset: dataset.id, batch: 'all' });
  if (chosen === null || chosen === 'too-many') throw new Error('the batches are not chosen');
  expect(chosen.read.map(({ number }) => number)).toEqual([1, 3]);
  expect(chosen.leftOut).toEqual([{ number: 2, why: 'has the same bytes as batch 1', lost: false }]);
});
