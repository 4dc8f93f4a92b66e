import { createRandom } from '@millrace/pipeline-core/seeded-random';
import type { TrainingRows } from '../../model-runtime';

const topics = [
  ['goal', 'team', 'match', 'player', 'season'],
  ['bank', 'rate', 'bond', 'market', 'share'],
  ['rain', 'wind', 'storm', 'cloud', 'sun'],
];
const others = ['the', 'of', 'and', 'with', 'today', 'again', 'under', 'about'];

/** Texts of three words of their topic among five that say nothing; every ninth is missing. */
export function topicRows({ rows, classes, seed = 3 }: { rows: number; classes: number; seed?: number }): TrainingRows {
  const random = createRandom(seed);
  const pick = (words: readonly string[]) => words[random.int(words.length)] ?? '';
  const codes = Int32Array.from({ length: rows }, (_, row) => row % classes);
  const texts = Array.from(codes, (code, row) => {
    const own = Array.from({ length: 3 }, () => pick(topics[code] ?? []));
    const rest = Array.from({ length: 5 }, () => pick(others));
    return row % 9 === 8 ? null : random.shuffle([...own, ...rest]).join(' ');
  });
  return {
    rows,
    features: [{ name: 'note', kind: 'text', values: texts }],
    target: { kind: 'class', codes, classes: ['sport', 'money', 'weather'].slice(0, classes) },
  };
}
