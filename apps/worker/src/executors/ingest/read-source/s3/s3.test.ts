import { existsSync, mkdtempSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { errorReportSchema, PipelineError } from '@millrace/pipeline-core/errors';
import type { Json } from '@millrace/pipeline-core/json';
import { type SourceConfig, s3ConfigSchema, sourcePolicySchema } from '@millrace/pipeline-core/sources';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { listZip } from '../../../../data/ingest/zip/zip-archive';
import { scratchFolder } from '../../../../data/testing/scratch';
import { refuse, startTestS3, type TestS3, testBucket, testKey } from '../../../../outside/s3/testing/s3-server';
import { readS3 } from './s3';

const root = scratchFolder('s3');
let s3: TestS3;
beforeAll(async () => {
  s3 = await startTestS3();
});
afterAll(() => s3.close());
beforeEach(() => {
  s3.objects.clear();
  s3.asked.length = 0;
  Object.assign(s3, { intercept: () => false, isOpen: false, ahead: 0 });
});

type Given = {
  config?: Partial<SourceConfig>;
  cursor?: Json;
  secret?: string | null;
  privateHosts?: string[];
  signal?: AbortSignal;
  again?: boolean;
};

function jobFor(given: Given) {
  const folder = mkdtempSync(join(root, 'read-'));
  const config = s3ConfigSchema.parse({
    kind: 's3',
    endpoint: s3.endpoint,
    bucket: testBucket,
    region: testKey.region,
    accessKey: testKey.accessKey,
    ...given.config,
  });
  const log: string[] = [];
  const task = {
    v: 1 as const,
    name: 'Orders',
    policy: sourcePolicySchema.parse({ onSameBytes: given.again === true ? 'keep' : 'skip' }),
    secret: 'key',
    cursor: given.cursor ?? null,
    columns: null,
    request: null,
  };
  const privateHosts = given.privateHosts ?? [new URL(s3.endpoint).host];
  const job = {
    title: 'Read Orders',
    folder,
    signal: given.signal ?? new AbortController().signal,
    log: (_level: string, text: string) => void log.push(text),
    progress: () => undefined,
    config,
    task,
    grant: { secret: given.secret === undefined ? testKey.secretKey : given.secret, privateHosts, watchRoots: [] },
  };
  return { job, log };
}

async function read(given: Given = {}) {
  const { job, log } = jobFor(given);
  const { path, facts } = await readS3.read(job);
  const names = path === null ? [] : (await listZip({ path, name: 'raw' })).map(({ name }) => name);
  return { names, facts, cursor: facts.cursor.to, log: log.join('\n'), path };
}

const failure = (given: Given = {}) =>
  read(given).then(
    () => 'it went well',
    (error: unknown) => {
      // What the host would not take from the child would never arrive.
      return error instanceof PipelineError ? errorReportSchema.parse(error.report).message : String(error);
    },
  );

describe('a bucket', () => {
  it('gives its new objects once, oldest first, then what is new or changed', async () => {
    s3.put('in/b.csv', 'id\n1\n', '2026-01-01T00:00:00Z');
    s3.put('in/deep/a.csv', 'id\n2\n', '2026-01-02T00:00:00Z');
    s3.put('in/notes.txt', 'no');
    s3.put('in/', '');
    s3.put('in/_SUCCESS', '');
    s3.put('elsewhere/c.csv', 'id\n3\n');
    const config = { prefix: 'in/' };
    const first = await read({ config });
    expect(first.names).toEqual(['in/b.csv', 'in/deep/a.csv']);
    expect(first.facts).toMatchObject({ fileName: '2 objects of shop.zip', gathered: true, more: false });
    const second = await read({ config, cursor: first.cursor });
    expect(second).toMatchObject({ names: [], facts: { nothingNew: 'No object in shop below in/ is new.' } });
    s3.put('in/b.csv', 'id\n9\n', '2026-01-03T00:00:00Z');
    s3.put('in/deep/a.csv', 'id\n2\n', '2026-01-03T00:00:00Z'); // the same bytes once more
    s3.put('in/d.csv', 'id\n4\n', '2025-01-01T00:00:00Z'); // became visible late
    expect((await read({ config, cursor: first.cursor })).names).toEqual(['in/d.csv', 'in/b.csv']);
    expect((await read({ config, cursor: first.cursor, again: true })).names).toHaveLength(3);
  });

  it('leaves out the marks that other programs put there, and nothing else', async () => {
    for (const key of ['_SUCCESS', '_committed_1', '.part-0.crc', 'in/', '_own.csv', 'part-0'])
      s3.put(key, key === 'in/' ? '' : 'id\n1\n');
    expect((await read({ config: { pattern: '*' } })).names).toEqual(['_own.csv', 'part-0']);
  });

  it('says that it is empty', async () => {
    expect((await read()).facts.nothingNew).toBe('No object in shop fits *.csv.');
    expect(await readS3.test(jobFor({}).job)).toBe('The bucket can be listed; 0 objects fit *.csv.');
  });

  it('of 3,000 objects is listed in pages and taken in batches of 1,000 without loss', async () => {
    for (let n = 0; n < 3000; n++)
      s3.put(`in/${n}.csv`, `id\n${n}\n`, new Date(1.7e12 + (n >> 4) * 1000).toISOString());
    const seen: string[] = [];
    let cursor: Json = null;
    const more: unknown[] = [];
    for (let turn = 0; turn < 4; turn++) {
      const turned = await read({ cursor, config: { parallel: 16 } });
      seen.push(...turned.names);
      more.push(turned.facts.more);
      cursor = turned.cursor;
    }
    expect(more).toEqual([true, true, false, undefined]);
    expect(seen).toHaveLength(3000);
    expect(new Set(seen).size).toBe(3000);
    expect(s3.asked.filter(({ query }) => query.has('continuation-token'))).toHaveLength(8);
  }, 60_000);

  it('with odd keys is read to the byte, and names what it leaves out', async () => {
    const body = Buffer.from([0xff, 0, 1, 2, 0x0a, 0x0d]);
    const keys = ["a b/+ü&=#?%'(é)*.csv", 'x//y.csv', 'z.csv'];
    for (const key of keys) s3.put(key, body);
    for (const key of ['../up.csv', '/root.csv', 'a\\b.csv']) s3.put(key, 'id\n1\n');
    const { names, path, log, cursor } = await read();
    expect(names.sort()).toEqual([...keys].sort());
    expect(readFileSync(path ?? '').includes(body)).toBe(true);
    expect(log).toContain('../up.csv is not read: its key is no path of a file');
    const { facts } = await read({ cursor });
    expect(facts.nothingNew).toBe('No object in shop is new. Some are left out: see the log.');
    s3.put('day.csv.zip', 'PK');
    expect((await read({ config: { pattern: '*.zip' } })).log).toContain('archives are not read');
  });

  it('that loses or changes objects while it is read gives the others, and the changed one the next time', async () => {
    for (const key of ['a.csv', 'b.csv', 'c.csv']) s3.put(key, `id\n${key}\n`);
    s3.intercept = ({ path }) => {
      if (path === '/shop/a.csv') s3.objects.delete('a.csv');
      if (path === '/shop/b.csv') s3.put('b.csv', 'id\nnew\n', '2026-01-05T00:00:00Z');
      return false;
    };
    const first = await read();
    expect(first.names).toEqual(['c.csv']);
    expect(first.log).toContain('a.csv was taken away before it could be read.');
    expect(first.log).toContain('b.csv was changed while it was read');
    expect(first.facts.more).toBe(true);
    s3.intercept = () => false;
    expect((await read({ cursor: first.cursor })).names).toEqual(['b.csv']);
  });

  it('holds a batch to its size, and puts aside what fits into none until the source allows for it', async () => {
    for (const key of ['a.csv', 'b.csv', 'c.csv']) s3.put(key, Buffer.alloc(600_000, 'x'));
    const config = { maxMegabytes: 1 };
    const first = await read({ config });
    expect(first).toMatchObject({ names: ['a.csv'], facts: { more: true } });
    s3.put('b.csv', Buffer.alloc(1_100_000, 'y'), '2026-01-01T00:00:00Z');
    const second = await read({ config, cursor: first.cursor });
    expect(second).toMatchObject({ names: ['c.csv'], facts: { more: false } });
    expect(second.log).toContain(
      'b.csv is not read: it has 2 MB, more than the 1 MB of a batch: raise the largest batch of the source',
    );
    const third = await read({ config, cursor: second.cursor });
    expect(third.facts.nothingNew).toBe('No object in shop is new. One is left out: see the log.');
    expect((await read({ config: { maxMegabytes: 2 }, cursor: second.cursor })).names).toEqual(['b.csv']);
  });

  it('puts aside what has no bytes', async () => {
    s3.put('a.csv', '');
    const alone = await read();
    expect(alone.facts.nothingNew).toBe('No object in shop is new. One is left out: see the log.');
    expect(alone.log).toContain('a.csv is not read: it has 0 bytes.');
    s3.put('b.csv', 'id\n1\n');
    expect((await read()).names).toEqual(['b.csv']);
  });
});

describe('a bucket that cannot be read', () => {
  it.each<[string, Given, string]>([
    [
      'another bucket',
      { config: { bucket: 'shoop' } },
      'NoSuchBucket (404): The specified bucket does not exist. Check',
    ],
    ['another region', { config: { region: 'us-east-1' } }, 'The bucket is in eu-test-1: set that as the region'],
    ['another key', { config: { accessKey: 'AKOTHER' } }, 'Check the access key id'],
    ['another secret', { secret: 'wrong' }, 'it must hold the secret key that belongs to AKTESTKEY.'],
    [
      'no key at all',
      { config: { accessKey: '' }, secret: null },
      'Give an access key, or let anyone read: s3:ListBucket',
    ],
    ['half a key', { secret: null }, 'Choose the secret that holds its secret key.'],
    ['half a key, the other half', { config: { accessKey: '' } }, 'Give the access key id'],
    ['no permission of the operator', { privateHosts: [] }, 'in PRIVATE_HOSTS'],
  ])('for %s says what to do', async (_what, given, words) => {
    s3.put('a.csv', 'id\n1\n');
    const message = await failure(given);
    expect(message).toContain(words);
    expect(message).not.toContain(testKey.secretKey);
  });

  it('says by how much clocks differ', async () => {
    s3.ahead = 3600;
    expect(await failure()).toMatch(
      /RequestTimeTooSkewed.*The clock here is (3599|3600) s behind that of the server\./,
    );
    s3.ahead = -120;
    expect(await failure({ secret: 'wrong' })).toMatch(
      /SignatureDoesNotMatch.*1(19|20|21) s ahead of that of the server\./,
    );
  });

  it('says where the bucket is when it is told by a header only', async () => {
    s3.intercept = (_asked, response) => {
      response.writeHead(301, { 'x-amz-bucket-region': 'ap-south-1' }).end();
      return true;
    };
    expect(await failure()).toContain('The bucket is in ap-south-1');
  });

  it('names the right that is lacking, for the listing and for an object', async () => {
    s3.put('a.csv', 'id\n1\n');
    s3.intercept = ({ path }, response) => {
      if (path !== '/shop/a.csv') return false;
      refuse(response, 403, 'AccessDenied', 'Access Denied');
      return true;
    };
    expect(await failure()).toContain(
      'the object a.csv: AccessDenied (403): Access Denied. Give AKTESTKEY the right: s3:GetObject',
    );
  });

  it('does not follow a redirect into the network, and signs anew for one it follows', async () => {
    s3.put('a.csv', 'id\n1\n');
    let to = 'http://169.254.169.254/latest/meta-data/';
    s3.intercept = ({ path }, response) => {
      if (path !== '/shop/a.csv') return false;
      response.writeHead(307, { location: to }).end();
      return true;
    };
    expect(await failure()).toContain('169.254.169.254 leads to a private address');
    const other = await startTestS3();
    try {
      other.put('a.csv', 'id\n1\n');
      to = `${other.endpoint}/shop/a.csv`;
      expect(await failure()).toContain('private address');
      const privateHosts = [s3, other].map(({ endpoint }) => new URL(endpoint).host);
      expect((await read({ privateHosts })).names).toEqual(['a.csv']);
      to = `${s3.endpoint}/shop/a.csv`;
      expect(await failure()).toContain('more than 3 redirects');
    } finally {
      await other.close();
    }
  });

  it.each<[string, string]>([
    ['<html><body>Welcome</body></html>', 'the XML html, which is no listing'],
    ['id,amount\n1,2\n', 'an answer that is no listing'],
    [
      '<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>',
      'a listing that goes on without saying where',
    ],
    [
      '<ListBucketResult><Contents><Key>a.csv</Key></Contents></ListBucketResult>',
      'an object without key, size or time',
    ],
    ['<!DOCTYPE a [<!ENTITY b "c">]><ListBucketResult/>', 'an answer that is no listing'],
  ])('because the answer is %s says so', async (body, words) => {
    s3.intercept = (_asked, response) => {
      response.writeHead(200).end(body);
      return true;
    };
    expect(await failure()).toContain(words);
  });

  it('is asked again when the server is busy or a connection breaks, and given up after that', async () => {
    s3.put('a.csv', 'id\n1\n');
    let asks = 0;
    s3.intercept = ({ path }, response) => {
      asks += 1;
      if (path !== '/shop/a.csv' || asks > 3) return false;
      if (asks === 2) refuse(response, 503, 'SlowDown', 'Please reduce your request rate.');
      else
        response
          .writeHead(200, { etag: s3.objects.get('a.csv')?.etag, 'content-length': 5 })
          .write('id', () => response.destroy());
      return true;
    };
    expect((await read()).names).toEqual(['a.csv']);
    s3.intercept = (_asked, response) => {
      refuse(response, 500, 'InternalError', 'We encountered an internal error.');
      return true;
    };
    s3.asked.length = 0;
    expect(await failure()).toContain('InternalError (500)');
    expect(s3.asked).toHaveLength(3);
  }, 20_000);

  // A device that takes no byte, as a full disk does.
  it.skipIf(!existsSync('/dev/full'))('because our own disk is full says so, and does not ask again', async () => {
    s3.put('a.csv', 'id\n1\n');
    const { job } = jobFor({});
    s3.intercept = ({ path }) => {
      const part = join(job.folder, 'parts', '0');
      if (path === '/shop/a.csv' && !existsSync(part)) symlinkSync('/dev/full', part);
      return false;
    };
    await expect(readS3.read(job)).rejects.toMatchObject({ report: { code: 'disk-full', family: 'operator' } });
    expect(s3.asked.filter(({ path }) => path === '/shop/a.csv')).toHaveLength(1);
  });

  it('because it does not end is given up', async () => {
    s3.put('a.csv', 'id\n1\n');
    s3.intercept = ({ path }) => path === '/shop/a.csv'; // and never an answer
    expect(await failure({ config: { timeoutSeconds: 1 } })).toContain('was not read to the end within 1 s');
  });

  it('stops when the run is stopped', async () => {
    s3.put('a.csv', 'id\n1\n');
    const stop = new AbortController();
    s3.intercept = ({ path }) => {
      if (path !== '/shop/a.csv') return false;
      stop.abort(new Error('stopped by hand'));
      return true;
    };
    expect(await failure({ signal: stop.signal })).toBe('Error: stopped by hand');
  });
});

it('a public bucket is read without a key', async () => {
  s3.isOpen = true;
  s3.put('a.csv', 'id\n1\n');
  expect((await read({ config: { accessKey: '' }, secret: null })).names).toEqual(['a.csv']);
  expect(s3.asked.every(({ headers }) => headers.authorization === undefined)).toBe(true);
});
