import { expect, it } from 'vitest';
import { hashOf, makeStoredThings } from '../testing/stored-things';
import { db, makeContext, withTestServer } from '../testing/test-server';
import { sendMadeFile } from './send-made-file';

withTestServer();

it('hands out no table and nothing of another project: what is sent is a file that a step made', async () => {
  const own = await makeContext(db, 'viewer');
  const other = await makeContext(db, 'viewer');
  const { hashes } = await makeStoredThings(db, own.project.id);
  const send = (projectId: typeof own.project.id, hash: string) =>
    sendMadeFile(projectId, { hash: hashOf(hash), name: 'a.txt', signal: new AbortController().signal });
  await expect(send(own.project.id, 'nobody made this')).rejects.toMatchObject({ kind: 'not-found' });
  const table = { hash: hashes.rows, name: 'a.txt', signal: new AbortController().signal };
  await expect(sendMadeFile(own.project.id, table)).rejects.toMatchObject({ kind: 'not-found' });
  await db.pool.query(`update artifact set kind = 'made-file' where hash = $1`, [hashes.rows]);
  await expect(sendMadeFile(other.project.id, table)).rejects.toMatchObject({ kind: 'not-found' });
  // Of its own project it asks the data service for the bytes, and none runs here.
  await expect(sendMadeFile(own.project.id, table)).rejects.toMatchObject({ kind: 'busy' });
});
