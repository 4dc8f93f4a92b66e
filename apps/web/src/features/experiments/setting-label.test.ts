import { expect, it } from 'vitest';
import { settingLabel } from './setting-label';

const trees = { stepType: 'gradient-boosted-trees', params: { rounds: '10', learningRate: '0.1' } };
const logged = { stepType: null, params: { depth: '2', rounds: '4' } };

it('is what the form of the step calls it, or what a program logged', () => {
  expect(settingLabel([trees, logged], 'learningRate')).toBe('Learning rate');
  expect(settingLabel([trees, logged], 'depth')).toBe('depth');
  expect(settingLabel([trees, logged], 'rounds')).toBe('Most rounds / rounds');
  expect(settingLabel([trees], 'gone')).toBe('gone');
});
