import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTar, writeTar } from './tar';
import { scratchFolder } from './testing/scratch';

const folder = scratchFolder('tar');

describe('tar', () => {
  it('gives the same bytes for the same contents in any order, and reads them back', async () => {
    await writeTar(join(folder, 'a.tar'), { 'b/x.json': '{}', 'a.bin': Uint8Array.of(1, 2, 0, 255) });
    await writeTar(join(folder, 'b.tar'), { 'a.bin': Uint8Array.of(1, 2, 0, 255), 'b/x.json': '{}' });
    expect(readFileSync(join(folder, 'a.tar')).equals(readFileSync(join(folder, 'b.tar')))).toBe(true);
    const files = await readTar(join(folder, 'a.tar'));
    expect([...files.keys()]).toEqual(['a.bin', 'b/x.json']);
    expect([...(files.get('a.bin') ?? [])]).toEqual([1, 2, 0, 255]);
  });

  it('refuses names that leave the archive, and cut archives', async () => {
    await writeTar(join(folder, 'evil.tar'), { '../up': 'x' });
    await expect(readTar(join(folder, 'evil.tar'))).rejects.toThrow(/plain file/);
    const whole = readFileSync(join(folder, 'a.tar'));
    writeFileSync(join(folder, 'cut.tar'), whole.subarray(0, 700));
    await expect(readTar(join(folder, 'cut.tar'))).rejects.toThrow();
  });
});
