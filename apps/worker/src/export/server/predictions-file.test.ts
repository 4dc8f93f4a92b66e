import { writeSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testReleaseId } from '../../testing/fake-release';
import { createQuietLogger } from '../../testing/quiet-logger';
import { testPrediction } from '../../testing/test-prediction';
import type { ReleaseFacts } from '../release-facts';
import { openPredictionsFile } from './predictions-file';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-predictions-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const facts: ReleaseFacts = {
  ...{ v: 1, id: testReleaseId(7), model: 'churn', number: 7, bundle: 'a'.repeat(64), bytes: 1, lookups: 'none' },
};

/** A disk with room for so many bytes, which it takes in small pieces: fewer than asked is how a full one shows first. */
function smallDisk(room: number) {
  const disk = { room };
  const write = (fd: number, bytes: Uint8Array) => {
    const taken = Math.min(disk.room, bytes.byteLength, 50);
    if (taken === 0) throw new Error('ENOSPC: no space left on device');
    disk.room -= taken;
    return writeSync(fd, bytes.subarray(0, taken));
  };
  return { disk, write };
}

it('a line that the disk took in part is counted as lost, and costs no line after it', async () => {
  const path = join(folder, 'full.ndjson');
  const { disk, write } = smallDisk(10_000);
  const file = openPredictionsFile({ path, facts, logger: createQuietLogger(), write });
  const [first, torn, lost, last] = [1, 2, 3, 4].map((x) => testPrediction({ input: { x } }));
  file.append([first!]); // there are four
  disk.room = 60;
  file.append([torn!]);
  file.append([lost!]);
  disk.room = 10_000;
  file.append([last!]);
  expect(file.figures()[0]?.values).toEqual([
    { labels: { state: 'written' }, value: 2 },
    { labels: { state: 'lost' }, value: 2 },
  ]);
  file.close();
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
  expect(lines).toHaveLength(3);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ id: first?.id, input: { x: 1 } });
  expect(lines[1]).toHaveLength(60);
  expect(JSON.parse(lines[2] ?? '')).toMatchObject({ id: last?.id, input: { x: 4 } });
});
