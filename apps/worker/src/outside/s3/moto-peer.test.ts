import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { s3ConfigSchema } from '@millrace/pipeline-core/sources';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { scratchFolder } from '../../data/testing/scratch';
import { longTests, motoPython } from '../../testing/env';
import { fetchObject } from './fetch-object';
import { listObjects, type S3Object } from './list-objects';
import { openS3, type S3Options } from './open-s3';

/** A virtual environment beside the packages, made once. MOTO_PYTHON names another Python that has moto. */
const environment = join(import.meta.dirname, '../../../../../node_modules/.cache/millrace/peers/moto-5.2.5');
const packages = ['moto==5.2.5', 'flask', 'flask-cors', 'PyYAML', 'py-partiql-parser==0.6.3'];

/** The suite installs nothing: only `npm test -- --long` does, or a Python with moto is named. */
function pythonWithMoto(): string | null {
  if (motoPython !== undefined) return motoPython;
  if (!longTests) {
    console.warn('SKIPPED: moto, a server that speaks S3: npm test -- --long installs it and asks it.');
    return null;
  }
  const python = join(environment, 'bin/python');
  try {
    const ready = join(environment, 'ready');
    if (existsSync(ready)) return python;
    execFileSync('python3', ['-m', 'venv', '--clear', environment], { stdio: 'pipe', timeout: 120_000 });
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', ...packages], { stdio: 'pipe', timeout: 240_000 });
    mkdirSync(ready);
    return python;
  } catch (error) {
    console.warn(`SKIPPED: moto, a server that speaks S3, cannot be had here: ${String(error).slice(0, 300)}`);
    return null;
  }
}

const python = pythonWithMoto();
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
