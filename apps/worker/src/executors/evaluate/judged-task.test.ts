import { describe, expect, it } from 'vitest';
import { judgedTask } from './judged-task';

const trainer = { type: 'trainer', title: 'Tastes', params: {}, seed: 1 };

describe('a model to be judged', () => {
  it('answers rows by themselves; one that orders for somebody is refused in words', () => {
    expect(judgedTask({ task: 'multiclass', trainer }, 'Evaluate')).toBe('multiclass');
    expect(judgedTask({ task: 'clustering', trainer }, 'Evaluate')).toBe('clustering');
    expect(() => judgedTask({ task: 'ranking', trainer }, 'Evaluate')).toThrow('an order of preference');
  });
});
