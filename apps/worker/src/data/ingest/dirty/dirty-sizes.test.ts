import { appendFileSync, mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { ChildReply } from '../../../child/protocol';
import { startChild, type WorkerChild } from '../../../execution/worker-child';
import { longTests } from '../../../testing/env';
import { testChild } from '../../../testing/test-child';
import { scratchFolder } from '../../testing/scratch';
import { makeWorkbook } from '../testing/make-workbook';
import { makeZip } from '../testing/make-zip';

/*
 * Files that are too large in some way, read by a real child whose memory the operating system caps (256 MB and what
 * Node itself needs): one that held them would die, and the test with it.
 */
const root = scratchFolder('dirty-sizes');
const program = testChild();
const children: WorkerChild[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

const megabytes = 256;

/** What the child answers; it must live on. */
async function landInChild(name: string, write: (path: string) => void): Promise<ChildReply> {
  const folder = join(root, name);
  mkdirSync(folder);
  const path = join(folder, 'raw');
  write(path);
  const child = startChild({ path: program, capMegabytes: megabytes, folder });
  children.push(child);
  await child.ready;
  const answer = new Promise<ChildReply>((done) => {
    child.listen((reply) => {
      if (reply.kind === 'done' || reply.kind === 'failed') done(reply);
    });
  });
  child.send({
    kind: 'task',
    id: name,
    task: 'land',
    args: { path, name },
    folder,
    threads: 1,
    memoryMegabytes: megabytes,
  });
  const reply = await Promise.race([
    answer,
    child.exited.then(({ code, signal, words }) =>
      Promise.reject(new Error(`the child died: ${code} ${signal} ${words}`)),
    ),
  ]);
  expect(child.alive()).toBe(true);
  return reply;
}

/** Past what 32 bits with a sign can count. */
const twoGigabytes = 2 * 2 ** 30;
/** Past all that the child may hold, Node's own included; `npm test -- --long` takes two gigabytes everywhere. */
const tooLarge = longTests ? twoGigabytes : 850 * 2 ** 20;

/** Each is a file of 850 megabytes or more: all of them in the long tests, some in every run. */
const always = <T>(...cases: T[]): T[] => cases;
const inLongTests = <T>(...cases: T[]): T[] => (longTests ? cases : []);

/** All these bytes in one cell, most of them a hole in the file. */
function hugeCell(before: string, after: string, bytes = tooLarge) {
  return (path: string) => {
    writeFileSync(path, before);
    truncateSync(path, bytes);
    appendFileSync(path, after);
  };
}

describe('files too large in some way, in a child with little memory', () => {
  it.each([
    ...inLongTests(['plain.csv', 'a,b\n1,', '\n2,3\n', twoGigabytes] as const),
    ...always(['quoted.csv', 'a,b\n1,"', '"\n2,3\n', tooLarge] as const),
  ])(
    'gives up the line of a cell that is larger than its memory and reads on: %s',
    async (name, before, after, bytes) => {
      const reply = await landInChild(name, hugeCell(before, after, bytes));
      expect(reply).toMatchObject({
        kind: 'done',
        value: { report: { rows: 1, rejectedCount: 1, rejected: [{ line: 2, reason: 'too-long' }] } },
      });
    },
    180_000,
  );

  it.each([
    ...inLongTests(['one-line.csv', 'a', '', 'line-too-long'], ['list.json', '[{"a":"', '"}]', 'not-json']),
    ...always(['header.csv', 'a,', ',b\n1,2,3\n', 'line-too-long'], ['object.json', '{"a":"', '"}', 'file-too-large']),
  ])(
    'refuses %s',
    async (name, before, after, code) => {
      const reply = await landInChild(name, hugeCell(before, after));
      expect(reply).toMatchObject({ kind: 'failed', error: { code, family: 'pipeline' } });
    },
    180_000,
  );

  it('rejects an NDJSON line that is larger than its memory and reads on', async () => {
    const reply = await landInChild('lines.ndjson', hugeCell('{"a":1}\n{"a":"', '"}\n{"a":2}\n'));
    expect(reply).toMatchObject({
      kind: 'done',
      value: { report: { rows: 2, rejectedCount: 1, rejected: [{ line: 2, reason: 'not-json' }] } },
    });
  }, 180_000);

  it('refuses columns by the hundred thousand', async () => {
    const count = longTests ? 1_000_000 : 100_000;
    const names = Array.from({ length: count }, (_, at) => `c${at}`).join(',');
    const reply = await landInChild('wide.csv', (path) => writeFileSync(path, `${names}\n${names}\n`));
    expect(reply).toMatchObject({ kind: 'failed', error: { code: 'too-many-columns' } });
    expect(reply.kind === 'failed' && reply.error.seen).toContain(`${count.toLocaleString('en')} columns`);
    // A thousand more in every line.
    const fields = Array.from({ length: 20 }, (_, line) =>
      JSON.stringify(Object.fromEntries(Array.from({ length: 1000 }, (_cell, at) => [`f${line * 1000 + at}`, 1]))),
    ).join('\n');
    const json = await landInChild('wide.ndjson', (path) => writeFileSync(path, fields));
    expect(json).toMatchObject({ kind: 'failed', error: { code: 'too-many-columns' } });
  }, 180_000);

  it('refuses a workbook whose text does not end', async () => {
    const rows = `<row r="1"><c r="A1" t="inlineStr"><is><t>${'x'.repeat(100 * 2 ** 20)}</t></is></c></row>`;
    const reply = await landInChild('bomb.xlsx', (path) =>
      writeFileSync(path, makeWorkbook({ sheets: [{ name: 'S', rows }] })),
    );
    expect(reply).toMatchObject({ kind: 'failed', error: { code: 'unreadable-xlsx' } });
  }, 180_000);

  it('lands more bytes of files than it has memory', async () => {
    const files = Array.from({ length: longTests ? 600 : 140 }, (_, at) => ({
      name: `${at}.bin`,
      content: Buffer.alloc(2 * 2 ** 20, at),
    }));
    const reply = await landInChild('files.zip', (path) => writeFileSync(path, makeZip(files)));
    expect(reply.kind === 'failed' ? reply.error : null).toBeNull(); // says why when it fails
    expect(reply).toMatchObject({
      kind: 'done',
      value: { report: { format: 'files', rows: files.length, rejectedCount: 0 } },
    });
  }, 180_000);

  it('stops a gzip bomb', async () => {
    const block = gzipSync(Buffer.alloc(64 * 2 ** 20, 0x2c));
    const reply = await landInChild('bomb.csv.gz', (path) => {
      writeFileSync(path, Buffer.concat(Array.from({ length: 17 }, () => block)));
    });
    expect(reply).toMatchObject({ kind: 'failed', error: { code: 'archive-too-large' } });
  }, 180_000);
});
