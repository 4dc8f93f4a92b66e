// The program behind the line "as-of join equals what was served" of npm run verify: prints one JSON line.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDuckSession } from '../../../data/duckdb';
import { compareClocks, memoryStore } from './compare-clocks';

const [seed = '1', entities = '10000', moments = '10000'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'millrace-as-of-'));
const session = openDuckSession({ folder, memoryMegabytes: 1024, threads: 2 });
const ttlSeconds = 200_000;
try {
  const compared = await compareClocks({
    session,
    store: memoryStore(ttlSeconds),
    entities: Number(entities),
    moments: Number(moments),
    asked: 100,
    rows: Number(entities) * 12,
    ttlSeconds,
    seed: Number(seed),
  });
  process.stdout.write(`${JSON.stringify(compared)}\n`);
} finally {
  session.close();
  rmSync(folder, { recursive: true, force: true });
}
