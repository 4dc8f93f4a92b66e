import { describe, expect, it } from 'vitest';
import { judgedTask } from './judged-task';

const trainer = { type: 'trainer', title: 'Groups', params: {}, seed: 1 };

describe('a model to be judged', () => {
  it('predicts classes or a number; another is refused in words rather than taken for classes', () => {
    expect(judgedTask({ task: 'multiclass', trainer }, 'Evaluate')).toBe('multiclass');
    expect(() => judgedTask({ task: 'clustering', trainer }, 'Evaluate')).toThrow('groups of rows that are alike');
  });
});
