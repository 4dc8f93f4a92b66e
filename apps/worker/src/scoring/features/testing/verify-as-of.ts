// The program behind the line "as-of join equals what was served" of npm run verify: prints one JSON line, and on
// standard error how far it is. The database whose address is the first argument has all migrations and belongs to it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase } from '@millrace/db';
import { makeProject } from '@millrace/db/testing';
import { openDuckSession } from '../../../data/duckdb';
import { compareClocks } from './compare-clocks';
import { realStore } from './real-store';

const [url = '', seed = '1', entities = '10000', moments = '10000'] = process.argv.slice(2);
const pairs = Number(entities) * Number(moments);
/** How often it says how far it is. */
const lines = 20;
const folder = mkdtempSync(join(tmpdir(), 'millrace-as-of-'));
const session = openDuckSession({ folder, memoryMegabytes: 1024, threads: 2 });
const db = createDatabase(url);
const ttlSeconds = 200_000;

function tellNow(): (done: number) => void {
  let told = 0;
  return (done) => {
    const share = Math.floor((done / pairs) * lines);
    if (share === told) return;
    told = share;
    const [now, all] = [done, pairs].map((count) => count.toLocaleString('en-US'));
    process.stderr.write(`${now} pairs of ${all}\n`);
  };
}

try {
  const { id: projectId } = await makeProject(db);
  const compared = await compareClocks({
    session,
    store: await realStore(db, { projectId, ttlSeconds }),
    entities: Number(entities),
    moments: Number(moments),
    rows: Number(entities) * 12,
    ttlSeconds,
    seed: Number(seed),
    onProgress: tellNow(),
  });
  process.stdout.write(`${JSON.stringify(compared)}\n`);
} finally {
  await db.close();
  session.close();
  rmSync(folder, { recursive: true, force: true });
}
