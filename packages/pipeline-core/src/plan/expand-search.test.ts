import { describe, expect, it } from 'vitest';
import { type PipelineDocument, pipelineDocumentSchema } from '../document/pipeline-document';
import type { RunCopy } from '../run';
import { roundSchema } from '../search';
import { codeHashes as someCodes, edge, step, store } from './testing/planned-drawing';

const codeHashes = { ...someCodes, search: 'a', 'search-propose': 'b' };

function draw(params: object, before: object = {}): PipelineDocument {
  const steps = [
    step('data', 'sample-data', 0),
    step('split', 'split-rows', 1, before),
    step('find', 'search', 2, { params }),
    step('evaluate', 'evaluate', 3),
  ];
  const edges = [
    edge('1', ['data', 'table'], ['split', 'table']),
    edge('2', ['split', 'split'], ['find', 'rows']),
    edge('3', ['find', 'model'], ['evaluate', 'model']),
    edge('4', ['split', 'split'], ['evaluate', 'rows']),
  ];
  return pipelineDocumentSchema.parse({
    v: 1,
    steps: Object.fromEntries(steps.map((one) => [one.id, one])),
    edges: Object.fromEntries(edges.map((one) => [one.id, one])),
  });
}

const plan = (params: object) => store().plan(draw(params), { codeHashes });

describe('a search in a run', () => {
  it('is rounds of trials of the trainer, each behind its proposal, and the drawn step that decides', async () => {
    const { steps, issues } = await plan({ method: 'tpe', trials: 5, atOnce: 2 });
    expect(issues.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(steps.map(({ spec }) => `${spec.type} ${spec.inside ?? spec.trial ?? ''}`.trim())).toEqual([
      'sample-data',
      'split-rows',
      'search-propose round 0',
      'gradient-boosted-trees 0',
      'gradient-boosted-trees 1',
      'search-propose round 1',
      'gradient-boosted-trees 2',
      'gradient-boosted-trees 3',
      'search-propose round 2',
      'gradient-boosted-trees 4',
      'search',
      'evaluate',
    ]);
    const trial = steps[6]?.spec;
    expect(trial?.inputs).toEqual({ rows: [{ idx: 1, port: 'split' }], proposal: [{ idx: 5, port: 'proposal' }] });
    expect(trial?.step).toBe('find');
    expect(steps[8]?.spec.inputs.trials?.map(({ idx }) => idx)).toEqual([3, 4, 6, 7]);
    expect(steps[10]?.spec.inputs.models?.[4]).toEqual({ idx: 9, port: 'model', maybe: true });
    expect(steps[11]?.spec.inputs.model).toEqual([{ idx: 10, port: 'model' }]);
  });

  it('waits for no trial between the rounds of a method that learns nothing', async () => {
    const { steps } = await plan({ method: 'random', trials: 40 });
    const proposals = steps.filter(({ spec }) => spec.type === 'search-propose');
    expect(proposals.map(({ spec }) => spec.params.count)).toEqual([32, 8]);
    expect(proposals.map(({ spec }) => spec.inputs)).toEqual([
      { proposals: [] },
      { proposals: [{ idx: proposals[0]?.idx, port: 'proposal' }] },
    ]);
  });

  it('leaves out what stays of the space, and hands it to every trial', async () => {
    const fixed = [{ setting: 'maxLeaves', value: '7' }];
    const ranges = [{ setting: 'learningRate', from: 0.1, to: 0.2 }];
    const { steps } = await plan({ trials: 1, fixed, ranges, target: 'churned' });
    const [proposal, trial] = [steps[2]?.spec, steps[3]?.spec];
    expect(proposal?.params.space).not.toHaveProperty('maxLeaves');
    expect(proposal?.params.space).toHaveProperty('learningRate', { real: [0.1, 0.2], log: true });
    expect(trial?.params).toEqual({ target: 'churned', task: 'auto', maxLeaves: 7 });
  });

  it('asks for the last time of each trial by itself, never for that of the step that decides', async () => {
    const asked: RunCopy[] = [];
    const previous = async (id: string, copy: RunCopy) => {
      if (id === 'find') asked.push(copy);
      return null;
    };
    const { items } = await store().plan(draw({ trials: 2 }), { codeHashes, previous });
    expect(asked.map(({ trial, inside }) => trial ?? inside ?? 'drawn')).toEqual(['round 0', 0, 1, 'drawn']);
    expect(items.filter((one) => one.step === 'find').map(({ inside = false }) => inside)).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it('is not drawn within folds', async () => {
    const document = draw({ trials: 2 });
    const folded = pipelineDocumentSchema.parse({
      ...document,
      steps: { ...document.steps, split: step('split', 'cross-validate', 1) },
    });
    const { issues } = await store().plan(folded, { codeHashes });
    expect(issues.map(({ code }) => code)).toContain('search-in-folds');
  });
});

describe('a proposal', () => {
  it('of the longest round stays small enough to lie in the database', async () => {
    const { proposeRound } = await import('../search');
    const { gradientBoostedTrees } = await import('../steps/train/gradient-boosted-trees');
    const question = { space: gradientBoostedTrees.trains?.space ?? {}, history: [], goal: 'most' as const, seed: 1 };
    const trials = proposeRound({ ...question, method: { method: 'random' }, first: 968, count: 32 });
    const text = JSON.stringify(roundSchema.parse({ v: 1, round: 31, metric: 'accuracy', trials }));
    expect(text.length).toBeLessThan(8 * 1024);
  });
});
