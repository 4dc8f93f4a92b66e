import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { s3ConfigSchema } from '@millrace/pipeline-core/sources';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { scratchFolder } from '../../data/testing/scratch';
import { motoPython } from '../../testing/env';
import { pythonWith } from '../../testing/python-with';
import { fetchObject } from './fetch-object';
import { listObjects, type S3Object } from './list-objects';
import { openS3, type S3Options } from './open-s3';

const python = pythonWith({
  what: 'moto, a server that speaks S3',
  named: motoPython,
  environment: 'moto-5.2.5',
  packages: ['moto==5.2.5', 'flask', 'flask-cors', 'PyYAML', 'py-partiql-parser==0.6.3'],
});
const oddNames = ["a b/+ü&=#?%'(é)*.csv", 'x//y.csv', 'plus+plus.csv'];
const folder = scratchFolder('moto');

describe.skipIf(python === null)('moto, which checks signatures with the code of Amazon', () => {
  let server: ChildProcess;
  let options: S3Options;

  beforeAll(async () => {
    const script = join(import.meta.dirname, 'testing/moto-server.py');
    server = spawn(python ?? '', [script, JSON.stringify(oddNames)], { stdio: ['pipe', 'pipe', 'ignore'] });
    const said = await new Promise<string>((resolve, reject) => {
      createInterface({ input: server.stdout! }).once('line', resolve); // a pipe, as asked for
      server.once('close', (code) => reject(new Error(`moto ended with ${code}`)));
    });
    const { endpoint, ...key } = z
      .object({ endpoint: z.string(), accessKey: z.string(), secretKey: z.string() })
      .parse(JSON.parse(said));
    options = {
      config: s3ConfigSchema.parse({ kind: 's3', bucket: 'shop', endpoint, accessKey: key.accessKey }),
      secretKey: key.secretKey,
      privateHosts: [new URL(endpoint).host],
      place: 'Moto',
      signal: new AbortController().signal,
    };
  }, 120_000);

  afterAll(() => void server?.kill());

  async function list(prefix: string, given = options): Promise<S3Object[]> {
    const s3 = openS3(given);
    const found: S3Object[] = [];
    for await (const page of listObjects(s3, { ...given, config: { ...given.config, prefix } })) found.push(...page);
    s3.close();
    return found;
  }

  it('lists over pages', async () => {
    const found = await list('many/');
    expect(new Set(found.map(({ key }) => key)).size).toBe(1100);
  });

  it('hands out objects with odd keys', async () => {
    const found = await list('odd/');
    expect(found.map(({ key }) => key).sort()).toEqual(oddNames.map((name) => `odd/${name}`).sort());
    const s3 = openS3(options);
    const path = join(mkdtempSync(join(folder, 'get-')), 'object');
    for (const object of found) {
      const got = await fetchObject(s3, options, { object, path, onBytes: () => undefined });
      expect(got, object.key).toMatchObject({ kind: 'there' });
    }
    const [one] = found;
    const changed = { ...one!, etag: '"another"' }; // listed above
    expect(await fetchObject(s3, options, { object: changed, path, onBytes: () => undefined })).toEqual({
      kind: 'changed',
    });
    const gone = { ...one!, key: 'odd/gone.csv' }; // as above
    expect(await fetchObject(s3, options, { object: gone, path, onBytes: () => undefined })).toEqual({
      kind: 'deleted',
    });
    s3.close();
  });

  it('refuses a wrong secret and a wrong key, which is said in words', async () => {
    await expect(list('', { ...options, secretKey: 'wrong' })).rejects.toThrow('Check the secret');
    const config = { ...options.config, accessKey: 'AKIANOBODY' };
    await expect(list('', { ...options, config })).rejects.toThrow('Check the access key id');
    const bucket = { ...options.config, bucket: 'nowhere' };
    await expect(list('', { ...options, config: bucket })).rejects.toThrow('Check the bucket');
  });
});
