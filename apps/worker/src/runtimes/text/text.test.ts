import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { describe, expect, it } from 'vitest';
import type { TextColumn, TrainingRows } from '../model-runtime';
import { plainFitContext } from '../plain-fit-context';
import { calibrate } from './calibrate';
import { separate } from './dual-descent';
import { textLinearParamsSchema } from './params';
import { sparseBuilder } from './sparse-matrix';
import { textMatrix } from './text-rows';
import { textLinearRuntime } from './text-runtime';
import { learnVocabulary } from './vocabulary';

const pause = () => Promise.resolve();
const context = plainFitContext({ seed: 3 });
const params = textLinearParamsSchema.parse({});

const column = (values: (string | null)[]): TextColumn => ({ name: 'note', kind: 'text', values });

/** Rows about three things, each with a word of its own among words of all. */
function notes(rows: number, seed = 1): TrainingRows {
  const random = createRandom(seed);
  const own = ['harbour', 'planet', 'violin'];
  const codes = Int32Array.from({ length: rows }, () => random.int(3));
  const values = Array.from(codes, (code) => {
    // One row in eight speaks of another thing than it is about.
    const word = own[random.int(8) === 0 ? random.int(3) : code];
    return `note ${random.int(40)}x ${word} and more`;
  });
  return { rows, features: [column(values)], target: { kind: 'class', codes, classes: ['a', 'b', 'c'] } };
}

describe('texts as rows', () => {
  it('are scikit-learn’s TF-IDF with sublinear_tf, one unit length per block', async () => {
    const columns = [column(['red red blue', 'blue', null])];
    const words = { ...params, words: 1, characters: 0, minTexts: 1 };
    const blocks = await learnVocabulary({ columns, params: words, pause });
    expect(blocks[0]?.terms).toEqual(['blue', 'red']);
    const matrix = await textMatrix({ columns, rows: 3, blocks, mostEntries: 3, pause });
    // idf: ln(4/3) + 1 and ln(4/2) + 1 of three texts; red twice counts 1 + ln 2.
    const [blue, red] = [Math.log(4 / 3) + 1, (Math.log(4 / 2) + 1) * (1 + Math.log(2))];
    const length = Math.hypot(blue, red);
    expect([...matrix.starts]).toEqual([0, 2, 3, 3]);
    expect(matrix.values[0]).toBeCloseTo(blue / length, 12);
    expect(matrix.values[1]).toBeCloseTo(red / length, 12);
    expect(matrix.values[2]).toBe(1);
    await expect(textMatrix({ columns, rows: 3, blocks, mostEntries: 2, pause })).rejects.toMatchObject({
      report: { code: 'too-many-terms' },
    });
  });

  it('keep the most frequent terms, and none of fewer texts than asked for', async () => {
    const columns = [column(['one two three', 'one two', 'one', 'four'])];
    const words = { ...params, words: 1, characters: 0 };
    const read = async (more: object) => {
      const blocks = await learnVocabulary({ columns, params: { ...words, ...more }, pause });
      return blocks.flatMap(({ terms }) => terms);
    };
    expect(await read({ minTexts: 2 })).toEqual(['one', 'two']);
    expect(await read({ minTexts: 1, maxTerms: 1 })).toEqual(['one']);
    expect(await read({ minTexts: 5 })).toEqual([]);
  });
});

describe('a separator', () => {
  it('is where no small change of its weights makes the penalised squared hinge smaller', async () => {
    const random = createRandom(8);
    const builder = sparseBuilder(4);
    const signs = new Int8Array(60);
    for (let row = 0; row < 60; row++) {
      const values = Float64Array.from({ length: 3 }, () => random.normal());
      signs[row] = values[0]! + values[1]! + random.normal() > 0 ? 1 : -1;
      builder.row([0, 1, 3], values);
    }
    const matrix = builder.finish();
    const costs = Float64Array.from({ length: 60 }, (_, row) => (row < 50 ? 0.7 : 0));
    const lengths = Float64Array.from({ length: 60 }, (_, row) =>
      matrix.values.subarray(row * 3, row * 3 + 3).reduce((sum, value) => sum + value * value, 1),
    );
    const found = await separate({
      matrix,
      lengths,
      signs,
      costs,
      tolerance: 1e-9,
      maxIterations: () => 10_000,
      random: createRandom(1),
      pause,
    });
    const loss = (weights: readonly number[]) => {
      let sum = weights.reduce((total, weight) => total + weight * weight, 0) / 2;
      for (let row = 0; row < 60; row++) {
        let value = weights[4]!;
        for (let at = row * 3; at < row * 3 + 3; at++) value += weights[matrix.columns[at]!]! * matrix.values[at]!;
        sum += costs[row]! * Math.max(0, 1 - signs[row]! * value) ** 2;
      }
      return sum;
    };
    const best = [...found.weights, found.intercept];
    expect(best[2]).toBe(0);
    for (let at = 0; at < best.length; at++) {
      for (const step of [-1e-3, 1e-3]) {
        expect(loss(best.map((weight, i) => (i === at ? weight + step : weight)))).toBeGreaterThan(loss(best));
      }
    }
  });
});

describe('calibration', () => {
  it('finds the scale and shift that probabilities were drawn with', async () => {
    const random = createRandom(4);
    const values = Float64Array.from({ length: 20_000 }, () => random.normal());
    const codes = Int32Array.from(values, (value) =>
      random.next() < 1 / (1 + Math.exp(-(2.5 * value - 0.8))) ? 1 : 0,
    );
    const { scale, shift } = await calibrate({ values, codes, outputs: 1 }, pause);
    expect(Math.abs(scale - 2.5)).toBeLessThan(0.15);
    expect(Math.abs(shift + 0.8)).toBeLessThan(0.1);
  });

  it('stays finite where every row is told apart, and leaves too few rows alone', async () => {
    const codes = Int32Array.from({ length: 90 }, (_, row) => row % 3);
    const values = Float64Array.from({ length: 270 }, (_, at) => (at % 3 === Math.floor(at / 3) % 3 ? 1 : -1));
    const { scale } = await calibrate({ values, codes, outputs: 3 }, pause);
    expect(scale).toBeGreaterThan(1);
    expect(scale).toBeLessThan(20);
    const few = { values: values.subarray(0, 9), codes: codes.subarray(0, 3), outputs: 3 };
    expect(await calibrate(few, pause)).toEqual({ scale: 1, shift: 0 });
  });
});

describe('the text classifier', () => {
  it('learns the words of each class and is as sure as it is right', async () => {
    const train = notes(600);
    const model = await textLinearRuntime.fit({ params, train, validation: null, context });
    expect(model.summary['words for b']).toContain('planet');
    const test = notes(2000, 2);
    const scorer = textLinearRuntime.load(model);
    if (scorer instanceof Promise) throw new Error('a text model is there at once');
    const scores = scorer.scoreBlock(test.features, test.rows);
    const codes = test.target.kind === 'class' ? test.target.codes : new Int32Array();
    let right = 0;
    let sure = 0;
    for (let row = 0; row < test.rows; row++) {
      const three = [...scores.subarray(row * 3, row * 3 + 3)];
      const most = Math.max(...three);
      expect(three[0]! + three[1]! + three[2]!).toBeCloseTo(1, 12);
      if (three[codes[row]!] === most) right++;
      sure += most;
    }
    expect(right / test.rows).toBeGreaterThan(0.88);
    expect(Math.abs(sure - right) / test.rows).toBeLessThan(0.04);
  });

  it('answers a row as it answers a block, also without a text and with none of its words', async () => {
    const model = await textLinearRuntime.fit({ params, train: notes(200), validation: notes(80, 5), context });
    const scorer = textLinearRuntime.load(model);
    if (scorer instanceof Promise) throw new Error('a text model is there at once');
    const texts = ['a Harbour!', null, 'zzz', 'planet violin violin', ''];
    const block = scorer.scoreBlock([column(texts)], texts.length);
    const out = new Float64Array(3);
    for (const [row, text] of texts.entries()) {
      scorer.scoreRow([text], out);
      expect(out).toEqual(block.slice(row * 3, row * 3 + 3));
    }
    expect(block.slice(3, 6)).toEqual(block.slice(6, 9));
  });

  it('says so when its parts are not of one model', async () => {
    const model = await textLinearRuntime.fit({ params, train: notes(200), validation: null, context });
    const cut = { ...model, weights: model.weights.subarray(8) };
    expect(() => textLinearRuntime.load(cut)).toThrow('bytes of weights');
    expect(() => textLinearRuntime.load({ ...model, classes: ['a', 'b'] })).toThrow('parts of one model');
  });
});
