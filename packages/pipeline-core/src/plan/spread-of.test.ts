import { describe, expect, it } from 'vitest';
import { pipelineDocumentSchema } from '../document/pipeline-document';
import { planRun } from '.';
import { spreadOf } from './spread-of';
import { edge, step, store } from './testing/planned-drawing';

const twoOfTwo = [{ cpu: 2 }, { cpu: 2, gpu: 1 }];

/** data -> split or folds -> the steps given, each evaluated. */
function draw(opener: string, models: Record<string, object>) {
  const ids = Object.keys(models);
  return pipelineDocumentSchema.parse({
    v: 1,
    steps: Object.fromEntries(
      [
        step('data', 'sample-data', 0),
        step('rows', opener, 1),
        ...ids.flatMap((id) => [
          { ...step(id, '', 2), ...models[id] },
          ...(opener === 'cross-validate' ? [step(`judge-${id}`, 'evaluate', 3)] : []),
        ]),
      ].map((one) => [one.id, one]),
    ),
    edges: Object.fromEntries(
      [
        edge('0', ['data', 'table'], ['rows', 'table']),
        ...ids.flatMap((id) => [
          edge(`1${id}`, ['rows', 'split'], [id, 'rows']),
          ...(opener === 'cross-validate'
            ? [
                edge(`2${id}`, [id, 'model'], [`judge-${id}`, 'model']),
                edge(`3${id}`, ['rows', 'split'], [`judge-${id}`, 'rows']),
              ]
            : []),
        ]),
      ].map((one) => [one.id, one]),
    ),
  });
}

const plan = (document: ReturnType<typeof draw>, workers: readonly Record<string, number>[] = twoOfTwo) =>
  planRun({ document, workers, codeHashes: {}, references: {}, lookup: async () => new Map(), may: () => true });
const textsOf = async (...given: Parameters<typeof plan>) => (await plan(...given)).spread.map(({ text }) => text);

const trees = { type: 'gradient-boosted-trees', params: { target: 'churned' } };
const bayes = { type: 'naive-bayes', params: { target: 'churned' } };
const search = (params: object) => ({ type: 'search', params: { target: 'churned', ...params } });

describe('what a plan says of side by side', () => {
  it('is the folds and the fit on all train rows, over the places of the workers at work', async () => {
    const drawn = draw('cross-validate', { trees });
    expect(await textsOf(drawn)).toEqual([
      'Cross-validate: 5 folds and 1 fit on all train rows, side by side on up to 4 places of 2 workers.',
    ]);
    expect(await textsOf(drawn, [{ cpu: 8 }])).toEqual([
      expect.stringMatching(/side by side on up to 6 places of 1 worker\.$/),
    ]);
    expect(await textsOf(drawn, [{ cpu: 1 }])).toEqual([
      expect.stringMatching(/one after the other on 1 worker with 1 place\.$/),
    ]);
    expect(await textsOf(drawn, [])).toEqual([
      expect.stringMatching(/side by side on as many places as workers will have\.$/),
    ]);
    expect(await textsOf(drawn, [{ cpu: 1 }, { gpu: 4 }])).toEqual([expect.stringMatching(/1 worker with 1 place\.$/)]);
  });

  it('counts the fits of several models, and is nothing without folds', async () => {
    const [text] = await textsOf(draw('cross-validate', { trees, bayes }), [{ cpu: 50 }]);
    expect(text).toBe(
      'Cross-validate: 2 models, each in 5 folds and on all train rows, side by side on up to 12 places of 1 worker.',
    );
    expect(await textsOf(draw('split-rows', { trees }))).toEqual([]);
  });

  it('is the trials of a round where each round learns from those before, else all of them', async () => {
    const at = { trials: 8, atOnce: 4 };
    expect(await textsOf(draw('split-rows', { find: search({ method: 'tpe', ...at }) }))).toEqual([
      'Search: 8 trials in 2 rounds of 4 at once, side by side on up to 4 places of 2 workers.',
    ]);
    expect(
      await textsOf(draw('split-rows', { find: search({ method: 'random', ...at }) }), [{ cpu: 1 }, { cpu: 9 }]),
    ).toEqual(['Search: 8 trials, all at once, side by side on up to 8 places of 2 workers.']);
    const kinds = ['naive-bayes', 'random-forest'];
    const all = { type: 'train-all', params: { target: 'churned', trials: 8, kinds } };
    expect(await textsOf(draw('split-rows', { all }))).toEqual([
      'Find a good model: up to 3 kinds of models, at most 17 trials, 9 at once, side by side on up to 4 places of 2 workers.',
    ]);
  });

  it('names the steps that are fits, and leaves out what is reused', async () => {
    const { steps, spread } = await plan(draw('cross-validate', { trees }));
    const fits = spread[0]?.fits.map((idx) => steps[idx]?.spec);
    expect(fits?.map((spec) => spec?.type)).toEqual(Array(6).fill('gradient-boosted-trees'));
    expect(fits?.map((spec) => spec?.fold)).toEqual([0, 1, 2, 3, 4, undefined]);
    const [first, ...rest] = spread[0]?.fits ?? [];
    const some = spreadOf(steps, { workers: twoOfTwo, counts: (idx) => idx !== first });
    expect(some[0]).toMatchObject({ fits: rest, width: 5, room: { places: 4, workers: 2 } });
    const kept = store();
    const drawn = draw('split-rows', { find: search({ trials: 4 }) });
    const codeHashes = Object.fromEntries(
      ['sample-data', 'split-rows', 'search', 'search-propose', trees.type].map((type) => [type, type]),
    );
    kept.run(await kept.plan(drawn, { codeHashes }), codeHashes);
    expect((await kept.plan(drawn, { codeHashes, workers: twoOfTwo })).spread).toEqual([]);
  });
});
