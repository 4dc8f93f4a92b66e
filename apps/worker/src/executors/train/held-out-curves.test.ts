import { isHeldOutCurve } from '@millrace/pipeline-core/search';
import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { getContract, listContracts } from '@millrace/pipeline-core/steps';
import { expect, it } from 'vitest';
import { markedImages } from '../../runtimes/image-net/testing/marked-images';
import { plainFitContext, type TrainingRows } from '../../runtimes/index';
import { topicRows } from '../../runtimes/text-net/testing/topic-rows';
import type { Trainer } from './trainer';
import { trainers } from './trainers';

type AnyTrainer = Trainer<{ target: string }, unknown>;

/** Some rows of numbers, a class or a number to learn from them. */
function numbers(rows: number, target: 'class' | 'number'): TrainingRows {
  const random = createRandom(4);
  const values = Float64Array.from({ length: rows }, () => random.next());
  const codes = Int32Array.from(values, (value) => (value + random.next() / 2 > 0.7 ? 1 : 0));
  return {
    rows,
    features: [{ name: 'x', kind: 'number', values }],
    target: target === 'number' ? { kind: 'number', values } : { kind: 'class', codes, classes: ['no', 'yes'] },
  };
}

function rowsOf(type: string, rows: number): TrainingRows {
  if (type === 'image-cnn') return markedImages({ rows });
  if (type === 'text-classifier') return topicRows({ rows, classes: 2 });
  return numbers(rows, type === 'linear-regression' ? 'number' : 'class');
}

/** Whether a short fit by these settings has told a curve by which a search could stop it. */
async function tells(type: string, params: object): Promise<boolean> {
  const trainer = Object.entries<unknown>(trainers).find(([name]) => name === type)?.[1] as AnyTrainer; // they differ in their settings only, which are parsed here
  const settings = trainer.settings(getContract(type).params.parse(params) as { target: string }); // its own contract read them
  const series = new Set<string>();
  await trainer.runtime.fit({
    params: settings,
    train: rowsOf(type, 120),
    validation: rowsOf(type, 40),
    context: { ...plainFitContext({ seed: 1 }), point: (point) => series.add(point.series) },
  });
  return [...series].some(isHeldOutCurve);
}

/** The kinds of models that Search offers. */
const searched = listContracts()
  .map(({ type }) => type)
  .filter((trainer) => getContract('search').params.safeParse({ trainer }).success);
const short = { rounds: 3, trees: 3, epochs: 2, filters: 8, blocks: 1, width: 8 };

it.each(searched)(
  '%s tells its loss on held-out rows while it learns just where its contract says so',
  async (type) => {
    expect(await tells(type, short)).toBe(getContract(type).trains?.heldOutCurve === true);
  },
);

it('a text classifier tells it where it is a net', async () => {
  expect(getContract('text-classifier').trains?.heldOutCurve).toEqual({ param: 'method', is: ['net'] });
  expect(await tells('text-classifier', { ...short, method: 'net' })).toBe(true);
});
