import { expect, it, vi } from 'vitest';
import { readStepContext } from './step-context';
import { pool, rows, start, withProtocolDatabase } from './testing/protocol-database';

withProtocolDatabase();

it('a worker whose clock is wrong knows what that of the database says', async () => {
  const runId = await start({ count: 1 });
  const read = async () =>
    (await rows<{ now: number }>('select extract(epoch from clock_timestamp())::float8*1000 now'))[0]?.now ?? 0;
  const wrong = vi.spyOn(Date, 'now').mockReturnValue(5000);
  try {
    const before = await read();
    const context = await readStepContext(pool, { runId, idx: 0, hashes: [], idxs: [], fingerprint: null });
    const after = await read();
    const told = 5000 + (context?.clockAhead ?? 0);
    expect(told).toBeGreaterThan(before - 1); // whole milliseconds
    expect(told).toBeLessThanOrEqual(after);
  } finally {
    wrong.mockRestore();
  }
});
