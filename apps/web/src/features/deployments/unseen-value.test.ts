import { describe, expect, it } from 'vitest';
import { unseenValue } from './unseen-value';

const tenure = { name: 'tenure', type: 'integer', required: false, range: [0, 72] as [number, number] } as const;
const plan = { name: 'plan', type: 'text', required: false, levels: ['basic', 'full'] } as const;

describe('a value that was not seen in training', () => {
  it.each([
    [-5, 'Outside what was seen: 0 to 72.'],
    [73, 'Outside what was seen: 0 to 72.'],
    [0, null],
    [72, null],
    [null, null],
  ])('%s in a column from 0 to 72', (value, remark) => {
    expect(unseenValue(tenure, value)).toBe(remark);
  });

  it('is remarked for categories', () => {
    expect(unseenValue({ ...plan, levels: [...plan.levels] }, 'gold')).toBe('Not among the values seen.');
    expect(unseenValue({ ...plan, levels: [...plan.levels] }, 'full')).toBeNull();
    expect(unseenValue({ ...plan, levels: [...plan.levels] }, null)).toBeNull();
  });
});
