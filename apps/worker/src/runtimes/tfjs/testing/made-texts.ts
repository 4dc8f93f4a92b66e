import { createRandom } from '@millrace/pipeline-core/seeded-random';
import type { TrainingRows } from '../../model-runtime';

const syllables =
  'ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu bra cle dri flo gru sta pre tri sho clu'.split(' ');
const [vocabulary, classes, wordsOfClass] = [12_000, 20, 40];

/**
 * Texts of twelve words: two of the forty that their class likes best, the others as frequent as in a language (the n-th
 * word about 1 / n as often as the first). Words share syllables, so that runs of characters say something, too.
 */
export function madeTexts({ rows, seed }: { rows: number; seed: number }): TrainingRows {
  const words = wordList();
  const sums = cumulative(Float64Array.from(words, (_, at) => 1 / (at + 1)));
  const random = createRandom(seed);
  const usual = () => words[placeIn(sums, random.next())]!;
  const codes = Int32Array.from({ length: rows }, () => random.int(classes));
  const texts = Array.from(codes, (code) => {
    // Each class likes words of its own, far enough down the list to be rare elsewhere.
    const own = () => words[500 + code * wordsOfClass + random.int(wordsOfClass)]!;
    return random.shuffle(Array.from({ length: 12 }, (_, at) => (at < 2 ? own() : usual()))).join(' ');
  });
  return {
    ...{ rows, features: [{ name: 'note', kind: 'text', values: texts }] },
    target: { kind: 'class', codes, classes: Array.from({ length: classes }, (_, at) => `topic ${at + 1}`) },
  };
}

function wordList(): string[] {
  const random = createRandom(7);
  const words = new Set<string>();
  while (words.size < vocabulary)
    words.add(Array.from({ length: 2 + random.int(3) }, () => syllables[random.int(syllables.length)]).join(''));
  return [...words];
}

/** Sums of the shares up to each one; the last is 1. */
function cumulative(shares: Float64Array): Float64Array {
  const total = shares.reduce((sum, share) => sum + share, 0);
  let sum = 0;
  return shares.map((share) => {
    sum += share / total;
    return sum;
  });
}

/** The first place whose sum reaches `wanted`. */
function placeIn(sums: Float64Array, wanted: number): number {
  let [from, to] = [0, sums.length - 1];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (sums[middle]! < wanted) from = middle + 1;
    else to = middle;
  }
  return from;
}
