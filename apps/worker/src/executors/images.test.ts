import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableMetaSchema } from '@millrace/pipeline-core/features';
import { evaluationSchema } from '@millrace/pipeline-core/metrics';
import { createRowValidator } from '@millrace/pipeline-core/release';
import { describe, expect, it } from 'vitest';
import { landFile } from '../data/ingest/land-file';
import { makeZip } from '../data/ingest/testing/make-zip';
import { loadBundle } from '../data/release-bundle';
import { readRequestRows } from '../data/request-rows';
import { parquetRelation } from '../data/sql-text';
import { referenceData, scratchFolder, scratchSession } from '../data/testing/scratch';
import { markedImages } from '../runtimes/image-net/testing/marked-images';
import { greyPng } from '../runtimes/images/testing/make-png';
import { longTests } from '../testing/env';
import { batchReference, StepRunner } from './testing/run-steps';

const root = scratchFolder('images');
let folders = 0;

/** A new folder, and the rows of a zip of pictures that is landed as an upload is. */
async function landed(path: string) {
  const folder = join(root, `${folders++}`);
  mkdirSync(folder);
  const session = scratchSession(folder, [join(path, '..')]);
  const { table, meta } = await landFile({ session, path, name: 'pictures.zip', folder });
  const steps = new StepRunner(folder);
  const source = await steps.run('dataset', { references: { data: await batchReference(table, meta) }, batch: 'b' });
  return { steps, session, source };
}

/** Pictures of marks in a folder for each kind of mark. */
function zipOfMarks(rows: number): string {
  const { features, target } = markedImages({ rows, size: 7 });
  const [image] = features;
  if (image?.kind !== 'vector' || target.kind !== 'class') throw new Error('marks are vectors with classes');
  const entries = Array.from({ length: rows }, (_, row) => {
    const pixels = [...image.values.subarray(row * 49, (row + 1) * 49)].map((cell) => Math.round(cell * 255));
    return { name: `${target.classes[target.codes[row] ?? 0]}/${row}.png`, content: greyPng(7, pixels) };
  });
  const path = join(root, 'marks.zip');
  writeFileSync(path, makeZip(entries));
  return path;
}

describe('a zip of pictures', () => {
  it('becomes a model of images, whose release answers single images as a batch is answered', async () => {
    const { steps, session, source } = await landed(zipOfMarks(180));
    const split = await steps.run('split-rows', {
      params: { strategy: 'stratified', target: 'label', marks: true },
      inputs: { table: [[source, 'table']] },
    });
    const images = await steps.run('image-tensor', {
      params: { width: 7, height: 7 },
      inputs: { table: [[split, 'split']] },
    });
    const model = await steps.run('image-cnn', {
      params: { epochs: 20, filters: 8, blocks: 2, width: 16, batchSize: 16, variation: 0, learningRate: 0.003 },
      inputs: { rows: [[images, 'table']] },
    });
    const judged = await steps.run('evaluate', { inputs: { model: [[model, 'model']], rows: [[images, 'table']] } });
    const { metrics, rows } = evaluationSchema.parse(judged.outputs.evaluation?.inline).parts.test;
    expect(rows).toBe(27);
    expect(metrics.accuracy).toBeGreaterThan(0.8);
    const release = await steps.run('register-model', {
      params: { name: 'marks' },
      inputs: { model: [[model, 'model']], rows: [[images, 'table']], evaluation: [[judged, 'evaluation']] },
    });
    const bundle = await loadBundle(release.outputs.release?.path ?? '');
    // Forms show it as the image that it is.
    const image = { width: 7, height: 7, channels: 1 };
    expect(bundle.inputs).toEqual([{ name: 'image', type: 'vector', width: 49, image, required: false }]);
    expect(bundle.baselines).toEqual({ v: 1, inputs: [{ name: 'image', type: 'vector', rows: 126, missing: 0 }] });
    expect(bundle.goldenCheck()).toMatchObject({ maxDifference: 0, failed: [] });
    const meta = tableMetaSchema.parse(images.outputs['table.meta']?.inline);
    const relation = `(SELECT * FROM ${parquetRelation(images.outputs.table?.path ?? '')} LIMIT 20)`;
    const requests = await readRequestRows(session, { relation, columns: meta.columns, inputs: bundle.inputs });
    const valid = createRowValidator(bundle.manifest.signature);
    expect(requests.flatMap((row, index) => valid.check(row, { index, extras: 'refuse' }))).toEqual([]);
    const block = bundle.predictBlock(requests);
    for (const [row, request] of requests.entries())
      expect(block[row]?.outputs).toEqual(bundle.predictRow(request).outputs);
    expect(() => bundle.predictRow({ image: [1, 2, 3] })).toThrow('49 numbers');
    expect(valid.check({ image: [1, 2, 3] }, { index: 0, extras: 'refuse' })).toMatchObject([
      { field: 'image', seen: 'a list of 3 numbers', expected: 'a list of 49 numbers or null' },
    ]);
    expect(valid.check({ image: 'no' }, { index: 0, extras: 'refuse' })).toMatchObject([{ problem: 'mistyped' }]);
  });
});

describe('more pictures than memory holds at once', () => {
  const rows = 260;
  const side = 256;
  // 260 pictures are 136 MB of numbers: what the engine may take here, before it has made a copy of any.
  const memoryMegabytes = 256;

  it('become pixels slice by slice, in their order, and are refused with the numbers before a net reads them', async () => {
    const entries = Array.from({ length: rows }, (_, row) => ({
      name: `${row % 2 === 0 ? 'even' : 'odd'}/${String(row).padStart(4, '0')}.png`,
      content: greyPng(2, [row % 256, 0, 0, 255]),
    }));
    const path = join(root, 'many.zip');
    writeFileSync(path, makeZip(entries));
    const { steps, session, source } = await landed(path);
    const images = await steps.run('image-tensor', {
      params: { width: side, height: side },
      inputs: { table: [[source, 'table']] },
      memoryMegabytes,
    });
    const file = parquetRelation(images.outputs.table?.path ?? '');
    const made = await session.query(`SELECT path, len(image) AS numbers, image[1] AS first FROM ${file}`);
    expect(made.map(({ path: name }) => name)).toEqual(entries.map(({ name }) => name));
    expect(new Set(made.map(({ numbers }) => numbers))).toEqual(new Set([String(side ** 2)]));
    for (const { path: name, first } of made)
      expect(first).toBeCloseTo((Number(/(\d+)\.png/.exec(String(name))?.[1]) % 256) / 255, 6);
    const training = steps.run('image-cnn', {
      params: { target: 'label' },
      inputs: { rows: [[images, 'table']] },
      memoryMegabytes: 64,
    });
    await expect(training).rejects.toMatchObject({
      report: {
        code: 'too-many-cells',
        seen: '260 vectors of 65,536 numbers (of an image: width × height × colours), which take 69 MB',
        expected: 'at most 64 MB, the memory of this step',
      },
    });
  }, 120_000);
});

const omniglot = referenceData('omniglot/images_background_small1.zip');

// What the reference data asks for: alphabets of hand-drawn characters, learned from drawers 1 to 15, told for 16 to 20.
describe.skipIf(omniglot === null || !longTests)('hand-drawn characters of five alphabets', () => {
  it('are told apart better than by a support vector machine on their pixels', async () => {
    const { steps, source } = await landed(omniglot ?? '');
    const drawer = `to_number(split_part(split_part(path, '_', -1), '.', 1))`;
    const split = await steps.run('split-rows', {
      params: { strategy: 'expression', rule: `if(${drawer} <= 15, 'train', 'test')`, target: 'label', marks: true },
      inputs: { table: [[source, 'table']] },
    });
    const images = await steps.run('image-tensor', { inputs: { table: [[split, 'split']] } });
    const model = await steps.run('image-cnn', { inputs: { rows: [[images, 'table']] } });
    const judged = await steps.run('evaluate', { inputs: { model: [[model, 'model']], rows: [[images, 'table']] } });
    const { metrics, rows } = evaluationSchema.parse(judged.outputs.evaluation?.inline).parts.test;
    console.log(`omniglot: accuracy ${metrics.accuracy?.toFixed(4)} on ${rows} test rows; ${model.logs.join(' ')}`);
    expect(rows).toBe(680);
    // 28 x 28 pixels and a support vector machine reach 0.687.
    expect(metrics.accuracy).toBeGreaterThan(0.8);
  }, 900_000);
});
