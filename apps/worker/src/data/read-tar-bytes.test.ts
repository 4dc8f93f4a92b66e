import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTarBytes } from './read-tar-bytes';
import { readTar, writeTar } from './tar';
import { scratchFolder } from './testing/scratch';

const root = scratchFolder('read-tar-bytes');

async function written(name: string, files: Record<string, string | Uint8Array>): Promise<Uint8Array> {
  const path = join(root, name);
  await writeTar(path, files);
  return new Uint8Array(await readFile(path));
}

describe('a tar in memory', () => {
  it('has the files that the reader of Node finds, byte for byte', async () => {
    const long = `${'folder-of-many-letters/'.repeat(5)}weights.bin`;
    const files = { 'a.json': '{"a":"Tromsø"}', empty: '', [long]: Uint8Array.from({ length: 1500 }, (_, at) => at) };
    const found = readTarBytes(await written('same.tar', files));
    const expected = await readTar(join(root, 'same.tar'));
    expect([...found.keys()]).toEqual([...expected.keys()]);
    for (const [name, bytes] of found) expect(Buffer.from(bytes).equals(expected.get(name)!)).toBe(true);
  });

  it('is refused when it ends too early, when a header was changed, and with a name that leads elsewhere', async () => {
    const whole = await written('whole.tar', { 'a.txt': 'x'.repeat(600) });
    expect(() => readTarBytes(whole.subarray(0, 700))).toThrow('188 bytes of a.txt, expected 600 bytes');
    expect(() => readTarBytes(whole.subarray(0, 1536))).toThrow('an end after 1536 bytes');
    const changed = whole.slice();
    changed[0] = 0x62;
    expect(() => readTarBytes(changed)).toThrow('a header that sums to');
    const outside = await written('outside.tar', { '../a.txt': 'x' });
    expect(() => readTarBytes(outside)).toThrow('"../a.txt"');
  });
});
