import { describe, expect, it } from 'vitest';
import { requireExplainable } from './require-explainable';

const trainer = { type: 'trainer', title: 'Tastes', params: {}, seed: 1 };

describe('a model to be explained', () => {
  it('goes by columns; one that answers a user with a list is refused in words', () => {
    expect(() => requireExplainable({ task: 'clustering', trainer }, 'Explain')).not.toThrow();
    expect(() => requireExplainable({ task: 'ranking', trainer }, 'Explain')).toThrow('the name of the user alone');
  });
});
