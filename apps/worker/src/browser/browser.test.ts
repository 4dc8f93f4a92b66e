import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { rowsInside } from '@millrace/pipeline-core/release';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildBrowser } from '../../build-browser.mjs';
import { hashFile } from '../data/artifact-store';
import { readTar } from '../data/tar';
import { withoutEntry } from '../data/without-entry';
import { writeBundle } from '../data/write-bundle';
import { type MadeFormat, makeBundle } from '../export/testing/made-bundles';
import { outputOf } from '../scoring/answering/output-of';
import { openRelease } from '../scoring/releases/open-release';
import { testReleaseId } from '../testing/fake-release';
import { type BrowserThread, startBrowserThread } from './testing/browser-thread';

let folder = '';
let program = '';
let inputs: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'millrace-browser-'));
  program = join(folder, 'browser-scorer.js');
  ({ inputs } = await buildBrowser(program));
}, 60_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const release = { id: testReleaseId(7), model: 'churn', number: 7 };

async function openIn(thread: BrowserThread, path: string, sha256?: string) {
  const bytes = await readFile(path);
  const bundle = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer; // never shared: a file's
  return thread.ask({ ask: 'open', bundle, sha256: sha256 ?? (await hashFile(path)).hash, release });
}

const formats = [
  'linear',
  'logistic',
  'tree-ensemble',
  'random-forest',
  'naive-bayes',
  'neighbours',
  'dense-net',
  'text-linear',
  'exponential-smoothing',
] satisfies MadeFormat[];
const explaining: MadeFormat[] = ['linear', 'logistic', 'tree-ensemble', 'random-forest'];

describe.each(formats)('%s', (format) => {
  let path = '';
  let rows: JsonObject[] = [];
  let thread: BrowserThread;

  beforeAll(async () => {
    ({ path, rows } = await makeBundle(format, { folder }));
    thread = await startBrowserThread(program);
  }, 60_000);
  afterAll(() => thread.stop());

  it('answers 1,000 rows as the server does, to the last bit', async () => {
    const opened = await openIn(thread, path);
    expect(opened).toMatchObject({ sha256: (await hashFile(path)).hash, goldenRows: 20 });
    const { served } = await openRelease({ id: release.id, number: 7, modelName: 'churn', path });
    const expected = await Promise.all(
      rows.map(async (row) => outputOf(await served.answer(row, new AbortController().signal))),
    );
    const answers = await thread.ask({ ask: 'score', rows });
    expect(answers.length).toBe(1000);
    expect(answers).toEqual(expected.map((output) => ({ ok: true, output })));
  });

  it('says what each feature adds, where it can, and the sum is the answer', async () => {
    await openIn(thread, path);
    const { row, explanation } = await thread.ask({ ask: 'what-if', row: rows[1]! });
    expect(row.ok).toBe(true);
    expect(explanation !== null).toBe(explaining.includes(format));
    if (explanation === null || !row.ok) return;
    expect(explanation.base + explanation.parts.reduce((sum, { adds }) => sum + adds, 0)).toBeCloseTo(
      explanation.total,
      9,
    );
    const { prediction, probabilities } = row.output;
    const share = (probabilities as Record<string, number> | undefined)?.[explanation.className ?? '']; // as `outputOf` writes it
    const total = explanation.of === 'score' ? 1 / (1 + Math.exp(-explanation.total)) : explanation.total;
    expect(total).toBeCloseTo(share ?? Number(prediction), 6);
  });
});

describe('a row that does not fit', () => {
  it('is told field by field, and the rows beside it are answered', async () => {
    const { path } = await makeBundle('tree-ensemble', { folder, name: 'unfit', rows: 30 });
    const thread = await startBrowserThread(program);
    await openIn(thread, path);
    const [good, bad] = await thread.ask({
      ask: 'score',
      rows: [
        { age: 40, spent: 1, city: 'Oslo' },
        { age: 'old', spent: 1, town: 'Oslo' },
      ],
    });
    expect(good?.ok).toBe(true);
    expect(bad).toMatchObject({
      ok: false,
      fields: [
        { field: 'age', seen: '"old"', expected: 'a number or null' },
        { field: 'city', seen: 'nothing' },
        { field: 'town', expected: 'no such field' },
      ],
    });
    await thread.stop();
  });
});

describe('a bundle', () => {
  it('with another hash than the workbench knows is refused with both', async () => {
    const { path } = await makeBundle('linear', { folder, name: 'hash', rows: 30 });
    const thread = await startBrowserThread(program);
    const { hash, bytes } = await hashFile(path);
    const other = '0'.repeat(64);
    await expect(openIn(thread, path, other)).rejects.toThrow(
      `got ${bytes} bytes with sha256 ${hash}, expected the bundle with sha256 ${other}`,
    );
    await expect(thread.ask({ ask: 'score', rows: [{}] })).rejects.toThrow('a question before a bundle');
    await thread.stop();
  });

  it('of before held-out rows lay beside it is opened without them, by the hash that it has then', async () => {
    const { path, rows } = await makeBundle('linear', { folder, name: 'rows-inside', rows: 30, rowsInside: true });
    const left = await withoutEntry(path, { name: rowsInside, sha256: (await hashFile(path)).hash });
    const cut = join(folder, 'rows-left-out.tar');
    await writeFile(cut, left.open());
    const thread = await startBrowserThread(program);
    expect(await openIn(thread, cut, left.sha256)).toMatchObject({ sha256: left.sha256, bytes: left.bytes });
    expect(await thread.ask({ ask: 'score', rows: rows.slice(0, 1) })).toMatchObject([{ ok: true }]);
    await thread.stop();
  });

  it('whose proof rows are answered otherwise is refused', async () => {
    const { path } = await makeBundle('linear', { folder, name: 'proof', rows: 30 });
    const files = Object.fromEntries(await readTar(path));
    const { files: _listed, ...facts } = JSON.parse(files['manifest.json']!.toString('utf8'));
    const [first = '', ...others] = files['golden.jsonl']!.toString('utf8').split('\n');
    const golden = [first.replace(/"output":\[.*?\]/, '"output":[1e9]'), ...others].join('\n');
    const { 'manifest.json': _manifest, ...rest } = files;
    const otherwise = join(folder, 'otherwise.tar');
    await writeBundle(otherwise, { facts, files: { ...rest, 'golden.jsonl': golden } });
    const thread = await startBrowserThread(program);
    await expect(openIn(thread, otherwise)).rejects.toThrow('other answers to 1 of 20 proof rows');
    await thread.stop();
  });

  it('asks for what the workbench would look up', async () => {
    const { path } = await makeBundle('tree-ensemble', { folder, name: 'looked-up', rows: 30, lookup: ['age'] });
    const thread = await startBrowserThread(program);
    const { signature } = await openIn(thread, path);
    expect(signature.inputs.filter(({ lookup }) => lookup !== undefined)).toEqual([]);
    const [answer] = await thread.ask({ ask: 'score', rows: [{ spent: 1, city: 'Oslo' }] });
    expect(answer).toMatchObject({ ok: false, fields: [{ field: 'age', seen: 'nothing' }] });
    await thread.stop();
  });
});

describe('the program', () => {
  it('is made of nothing that needs Node, the learning kernels or a library but zod', () => {
    expect(inputs.filter((file) => file.includes('node_modules/') && !file.startsWith('node_modules/zod/'))).toEqual(
      [],
    );
    const foreign =
      /^apps\/worker\/.*\/(generated|kernels|outside|execution|executors|queue|routes|onnx|python|tfjs|threads)\//;
    expect(inputs.filter((file) => foreign.test(file))).toEqual([]);
    expect(inputs.length).toBeGreaterThan(50);
  });

  it('is small enough to come with a page', async () => {
    expect((await stat(program)).size).toBeLessThan(700_000);
  });
});
