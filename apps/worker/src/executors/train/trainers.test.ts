import { isTargetTask } from '@millrace/pipeline-core/release';
import { getContract, listContracts } from '@millrace/pipeline-core/steps';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  arimaParamsSchema,
  baggingParamsSchema,
  baselineParamsSchema,
  bayesParamsSchema,
  dbscanParamsSchema,
  denseNetParamsSchema,
  forestParamsSchema,
  imageNetParamsSchema,
  isolationParamsSchema,
  kMeansParamsSchema,
  linearParamsSchema,
  logisticParamsSchema,
  neighboursParamsSchema,
  recommenderParamsSchema,
  smoothingParamsSchema,
} from '../../runtimes';
import { textParamsSchema } from './text-runtime';
import type { Trainer } from './trainer';
import { trainers } from './trainers';

/** Settings as the runtime of each format reads them. */
const settingsSchemas = new Map<string, z.ZodType>([
  ['baseline', baselineParamsSchema],
  ['linear', linearParamsSchema],
  ['logistic', logisticParamsSchema],
  ['tree-ensemble', forestParamsSchema],
  ['random-forest', baggingParamsSchema],
  ['decision-tree', baggingParamsSchema],
  ['naive-bayes', bayesParamsSchema],
  ['neighbours', neighboursParamsSchema],
  ['k-means', kMeansParamsSchema],
  ['dbscan', dbscanParamsSchema],
  ['isolation-forest', isolationParamsSchema],
  ['text-linear', textParamsSchema],
  ['exponential-smoothing', smoothingParamsSchema],
  ['arima', arimaParamsSchema],
  ['dense-net', denseNetParamsSchema],
  ['recommender', recommenderParamsSchema],
  ['image-net', imageNetParamsSchema],
]);

/** What trainers with and without a target have in common. */
type AnyTrainer = { runtime: { format: string }; settings(params: object): unknown };

describe('the trainers', () => {
  it('are those of the steps that train', () => {
    const training = listContracts().filter(({ trains }) => trains !== undefined);
    expect(Object.keys(trainers).sort()).toEqual(training.map(({ type }) => type).sort());
  });

  it.each(Object.entries(trainers))('%s promises what its runtime does', (type, trainer) => {
    const { runtime, categories } = trainer;
    const { trains, flags } = getContract(type);
    const facts = runtime.describe();
    expect(trains?.tasks).toEqual(facts.tasks);
    expect(categories).toBe(facts.reads.categories);
    expect('texts' in trainer && trainer.texts !== undefined).toBe(facts.reads.text ?? false);
    expect('pixels' in trainer && trainer.pixels !== undefined).toBe(facts.reads.vectors ?? false);
    expect(trains?.inRounds ?? false).toBe(facts.resumable);
    const { reads } = facts;
    const table = reads.numbers && reads.vectors !== true;
    const helped = facts.tasks.some(isTargetTask) && table && !(reads.categories && reads.missing);
    expect(trains?.numbersOnly ?? false).toBe(helped);
    expect(flags.team ?? false).toBe(facts.threads === 'team');
    expect(flags.deterministic ?? false).toBe(facts.exactlyRepeats);
  });
  it.each(Object.entries(trainers))('%s takes whatever a search may try', (type, known) => {
    const trainer: AnyTrainer = known;
    const contract = getContract(type);
    const settings = (params: Record<string, unknown>) => trainer.settings(contract.params.parse(params));
    const read = settingsSchemas.get(trainer.runtime.format);
    expect(read?.parse(settings({}))).toEqual(settings({}));
    for (const [name, dimension] of Object.entries(contract.trains?.space ?? {})) {
      const values = 'choice' in dimension ? dimension.choice : 'int' in dimension ? dimension.int : dimension.real;
      for (const value of values) {
        const made = settings({ [name]: value });
        expect(read?.parse(made), `${name} = ${value}`).toEqual(made);
        // A setting that changes nothing would be searched in vain.
        const other = settings({ [name]: values.find((one) => one !== value) });
        if (values.length > 1) expect(made, name).not.toEqual(other);
      }
    }
  });

  it('take the seed of the author before that of the pipeline', () => {
    const trainer: Trainer<{ target: string }, unknown> = trainers['gradient-boosted-trees'];
    const { params } = getContract('gradient-boosted-trees');
    const read = (given: Record<string, unknown>) => z.looseObject({ target: z.string() }).parse(params.parse(given));
    expect(trainer.seed?.(read({ seed: 7 }))).toBe(7);
    expect(trainer.seed?.(read({}))).toBeNull();
  });
});
