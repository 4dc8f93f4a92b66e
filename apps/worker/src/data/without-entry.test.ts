import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { hashFile } from './artifact-store';
import { readTar, writeTar } from './tar';
import { scratchFolder } from './testing/scratch';
import { withoutEntry } from './without-entry';

const folder = scratchFolder('without-entry');
const files = {
  'a.json': '{}',
  'big.bin': new Uint8Array(3_000_001).fill(7),
  'rows.jsonl': 'r'.repeat(700),
  'z.txt': '',
};

async function made(name: string, content: Parameters<typeof writeTar>[1]) {
  const path = join(folder, name);
  await writeTar(path, content);
  return { path, sha256: (await hashFile(path)).hash };
}

it.each(['a.json', 'big.bin', 'rows.jsonl', 'z.txt'])('leaves %s out as if it had never been packed', async (name) => {
  const { path, sha256 } = await made(`all-${name}.tar`, files);
  const rest = Object.fromEntries(Object.entries(files).filter(([other]) => other !== name));
  const expected = await made(`rest-${name}.tar`, rest);
  const cut = await withoutEntry(path, { name, sha256 });
  const bytes = await buffer(cut.open());
  expect(bytes.equals(await readFile(expected.path))).toBe(true);
  expect(cut).toMatchObject({ bytes: bytes.byteLength, sha256: expected.sha256 });
});

it('gives the whole where there is no such entry', async () => {
  const { path, sha256 } = await made('whole.tar', files);
  const cut = await withoutEntry(path, { name: 'held-out.jsonl', sha256 });
  expect(cut.sha256).toBe(sha256);
  expect((await buffer(cut.open())).equals(await readFile(path))).toBe(true);
  expect([...(await readTar(path)).keys()]).toEqual(Object.keys(files));
});

it('refuses a file that is not what it is known by', async () => {
  const { path, sha256 } = await made('damaged.tar', files);
  const bytes = await readFile(path);
  bytes[5_000] = 8;
  const damaged = join(folder, 'damaged-now.tar');
  await writeFile(damaged, bytes);
  await expect(withoutEntry(damaged, { name: 'rows.jsonl', sha256 })).rejects.toThrow(
    `expected hash ${sha256.slice(0, 12)}`,
  );
});
