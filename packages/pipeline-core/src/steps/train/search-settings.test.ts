import { describe, expect, it } from 'vitest';
import { getContract } from '../catalog';
import { startOf } from './search-family';
import { chosenSpace, fixedValues, settingIssues } from './search-settings';

const trees = getContract('gradient-boosted-trees');
const logistic = getContract('logistic-regression');
const fix = (setting: string, value: string) => ({ setting, value });
const none = { fixed: [], ranges: [] };

describe('settings that stay', () => {
  it('are read as the step itself would take them, and are not searched', () => {
    const fixed = [fix('maxLeaves', ' 7 '), fix('earlyStopping', 'false'), fix('classWeights', 'balanced')];
    expect(fixedValues(trees, fixed)).toEqual({ maxLeaves: 7, earlyStopping: false, classWeights: 'balanced' });
    const space = chosenSpace(trees, { fixed, ranges: [] });
    expect(Object.keys(trees.trains?.space ?? {})).toContain('maxLeaves');
    expect(Object.keys(space)).not.toContain('maxLeaves');
    expect(settingIssues(trees, { fixed, ranges: [] })).toEqual([]);
  });

  it('are refused with the way on where the step has no such setting, or cannot read the value', () => {
    const messages = (setting: string, value: string) =>
      settingIssues(trees, { fixed: [fix(setting, value)], ranges: [] }).map(({ message }) => message);
    expect(messages('maxLeafs', '7')).toEqual([expect.stringContaining('Did you mean `maxLeaves`?')]);
    expect(messages('maxLeaves', 'many')).toEqual([expect.stringContaining('cannot read `many`')]);
    expect(messages('', '')).toEqual([]);
    const fixed = [fix('maxLeaves', 'many'), fix('maxLeafs', '7')];
    expect(fixedValues(trees, fixed)).toEqual({ maxLeaves: 'many' });
  });
});

describe('a search that stops poor trials early', () => {
  const found = (params: object) => {
    const search = getContract('search');
    const { issues } = search.inferSchema(search.params.parse(params), {});
    return issues.filter(({ code }) => code === 'no-curve').map(({ severity, message }) => [severity, message]);
  };

  it('is told where the model reports no curve that could tell', () => {
    const message = 'Logistic regression reports no curve of rows it does not learn from: nothing is stopped early.';
    expect(found({ stopPoor: true, trainer: 'logistic-regression' })).toEqual([['warning', message]]);
    expect(found({ trainer: 'logistic-regression' })).toEqual([]);
    expect(found({ stopPoor: true })).toEqual([]);
    expect(found({ stopPoor: true, trainer: 'text-classifier' })).toHaveLength(1);
    expect(found({ stopPoor: true, trainer: 'text-classifier', fixed: [fix('method', 'net')] })).toEqual([]);
  });
});

describe('a guided search', () => {
  const tooMany = (params: object) => {
    const search = getContract('search');
    const { issues } = search.inferSchema(search.params.parse(params), {});
    return issues.find(({ code }) => code === 'too-many-rounds')?.message;
  };

  it('is refused where its rounds would read the trials before them too often, and told how many at a time will do', () => {
    expect(tooMany({ trials: 1000, atOnce: 1 })).toContain('Try at least 10 trials at a time');
    expect(tooMany({ trials: 1000, atOnce: 10 })).toBeUndefined();
    expect(tooMany({ trials: 1000 })).toBeUndefined();
    expect(tooMany({ trials: 1000, atOnce: 1, method: 'random' })).toBeUndefined();
  });
});

describe('bounds of one’s own', () => {
  it('take the place of the usual ones, and keep the scale', () => {
    const ranges = [
      { setting: 'learningRate', from: 0.2, to: 0.4 },
      { setting: 'maxLeaves', from: 3.5, to: 9 },
    ];
    expect(settingIssues(trees, { fixed: [], ranges })).toEqual([]);
    const { learningRate, maxLeaves } = chosenSpace(trees, { fixed: [], ranges });
    expect(learningRate).toEqual({ real: [0.2, 0.4], log: true });
    expect(maxLeaves).toEqual({ int: [4, 9], log: true });
  });

  it('are refused where they are the wrong way round, not allowed, or for something that is not searched', () => {
    const codes = (setting: string, from: number, to: number) =>
      settingIssues(trees, { fixed: [], ranges: [{ setting, from, to }] }).map(({ code }) => code);
    expect(codes('learningRate', 0.4, 0.2)).toEqual(['bad-range']);
    expect(codes('learningRate', 0.2, 7)).toEqual(['bad-range']);
    expect(codes('patience', 1, 2)).toEqual(['no-setting']);
    const wrong = { fixed: [], ranges: [{ setting: 'learningRate', from: 0.4, to: 0.2 }] };
    expect(chosenSpace(trees, wrong)).toEqual(chosenSpace(trees, none));
  });
});

describe('the first trial', () => {
  it('has the settings that the step starts with, those that others rule out left out', () => {
    expect(startOf(logistic, { space: chosenSpace(logistic, none), base: {} })).toEqual({ penalty: 'l2', strength: 1 });
    const base = { penalty: 'elastic-net' };
    const space = chosenSpace(logistic, { fixed: [fix('penalty', 'elastic-net')], ranges: [] });
    expect(startOf(logistic, { space, base })).toEqual({ strength: 1, l1Share: 0.5 });
  });

  it('stays within bounds that somebody has set', () => {
    const ranges = [{ setting: 'learningRate', from: 0.2, to: 0.4 }];
    const space = chosenSpace(trees, { fixed: [], ranges });
    const { learningRate, l2 } = startOf(trees, { space, base: {}, bounds: ['learningRate'] });
    expect(learningRate).toBeCloseTo(Math.sqrt(0.2 * 0.4), 9);
    expect(l2).toBe(0);
  });
});
