// The program behind the line "as-of join equals what was served" of npm run verify: prints one JSON line. The database
// whose address is the first argument has all migrations and belongs to it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase } from '@millrace/db';
import { makeProject } from '@millrace/db/testing';
import { openDuckSession } from '../../../data/duckdb';
import { compareClocks } from './compare-clocks';
import { realStore } from './real-store';

const [url = '', seed = '1', entities = '10000', moments = '10000', asked = '100'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'millrace-as-of-'));
const session = openDuckSession({ folder, memoryMegabytes: 1024, threads: 2 });
const db = createDatabase(url);
const ttlSeconds = 200_000;
try {
  const { id: projectId } = await makeProject(db);
  const compared = await compareClocks({
    session,
    store: await realStore(db, { projectId, ttlSeconds }),
    entities: Number(entities),
    moments: Number(moments),
    asked: Number(asked),
    rows: Number(entities) * 12,
    ttlSeconds,
    seed: Number(seed),
  });
  process.stdout.write(`${JSON.stringify(compared)}\n`);
} finally {
  await db.close();
  session.close();
  rmSync(folder, { recursive: true, force: true });
}
