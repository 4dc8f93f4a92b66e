import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { scratchFolder } from '../../testing/scratch';
import { listZip, readZip } from './zip-archive';
import { ZipWriter } from './zip-writer';

const folder = scratchFolder('zip-writer');

async function pack(name: string, files: Record<string, string>): Promise<string> {
  const path = join(folder, name);
  const zip = await ZipWriter.create(path);
  for (const [entry, text] of Object.entries(files)) {
    const from = join(folder, 'part');
    writeFileSync(from, text);
    const bytes = Buffer.byteLength(text);
    await zip.add({ name: entry, path: from, bytes, crc: crc32(text) }, new AbortController().signal);
  }
  await zip.finish();
  return path;
}

describe('a written zip', () => {
  const files = { 'a/ü b.csv': 'id\n1\n', 'empty.csv': '', 'b.csv': 'x'.repeat(3_000_000) };

  it('is read back whole, with its checksums', async () => {
    const path = await pack('one.zip', files);
    expect((await listZip({ path, name: 'one.zip' })).map(({ name, bytes }) => [name, bytes])).toEqual(
      Object.entries(files).map(([name, text]) => [name, Buffer.byteLength(text)]),
    );
    const read: Record<string, string> = {};
    for await (const item of readZip({ path, name: 'one.zip' }, () => true)) {
      const parts: Buffer[] = [];
      for await (const part of await item.open()) parts.push(part);
      read[item.name] = Buffer.concat(parts).toString();
    }
    expect(read).toEqual(files);
  });

  it('has the same bytes for the same files', async () => {
    const [one, two] = [await pack('one.zip', files), await pack('two.zip', files)];
    expect(readFileSync(one).equals(readFileSync(two))).toBe(true);
  });
});
