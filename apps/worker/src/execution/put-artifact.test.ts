import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ArtifactStore, createArtifactStore } from '../data/artifact-store';
import { putArtifacts } from './put-artifact';

let root: string;
let folder: string;
let files: ArtifactStore;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'millrace-put-'));
  folder = join(root, 'attempt');
  await mkdir(folder);
  files = await createArtifactStore(join(root, 'store'));
});
afterAll(() => rm(root, { recursive: true }));

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('putArtifacts', () => {
  it('keeps small JSON inline, under the hash of its canonical text', async () => {
    const [record] = await putArtifacts(
      files,
      [{ port: 'metrics', kind: 'metrics', inline: { b: 1, a: 'ä' } }],
      folder,
    );
    const hash = sha256('{"a":"ä","b":1}');
    expect(record).toEqual({ port: 'metrics', kind: 'metrics', hash, bytes: 16, inline: { b: 1, a: 'ä' } });
  });

  it('stores large JSON, and JSON that the database cannot keep, as files of the same text', async () => {
    for (const value of ['x'.repeat(9_000), 'a\u0000b']) {
      const [record] = await putArtifacts(files, [{ port: 'm', kind: 'metrics', inline: value }], folder);
      expect(record?.inline).toBeUndefined();
      expect(await readFile(files.pathOf(record?.location ?? ''), 'utf8')).toBe(JSON.stringify(value));
    }
  });

  it('keeps metadata of tables inline up to 1 MB, also when it comes as a file', async () => {
    const value = { columns: 'c'.repeat(100_000) };
    await writeFile(join(folder, 'meta.json'), JSON.stringify(value));
    const [record] = await putArtifacts(files, [{ port: 'table.meta', kind: 'table-meta', path: 'meta.json' }], folder);
    expect(record?.inline).toEqual(value);
  });

  it('gives each put of equal content a place of its own', async () => {
    await writeFile(join(folder, 'file'), 'same');
    const put = () => putArtifacts(files, [{ port: 'f', kind: 'file', path: 'file' }], folder);
    const [[first], [second]] = [await put(), await put()];
    expect(first?.hash).toBe(second?.hash);
    expect(first?.location).not.toBe(second?.location);
  });

  it('refuses files outside the folder, links to them, folders, and a port twice', async () => {
    await writeFile(join(root, 'secret'), 'x');
    await symlink(join(root, 'secret'), join(folder, 'link'));
    for (const path of ['../secret', join(root, 'secret'), 'link', '.', '..']) {
      await expect(putArtifacts(files, [{ port: 'f', kind: 'file', path }], folder)).rejects.toThrow(
        'no file of the step',
      );
    }
    const twice = { port: 'f', kind: 'json' as const, inline: 1 };
    await expect(putArtifacts(files, [twice, twice], folder)).rejects.toThrow('two outputs on port f');
  });
});
