import { getContract } from '@millrace/pipeline-core/steps';
import { describe, expect, it } from 'vitest';
import { partColumn } from './prepare-set';
import { tabularSets } from './quality-claims';
import { qualityDrawing } from './quality-drawing';
import { imageDrawing } from './quality-images';
import { qualitySets } from './quality-sets';

describe('the drawing of images', () => {
  it('has steps and settings that there are', () => {
    for (const { type, params } of Object.values(imageDrawing('0199c1f2-7d0e-7c51-9f54-5a6f0e9d2b11').steps))
      expect(getContract(type).params.safeParse(params).error?.message, type).toBeUndefined();
  });
});

describe.each(tabularSets)('the drawing of %s', (name) => {
  const set = qualitySets[name];
  const { steps, edges } = qualityDrawing(set, '0199c1f2-7d0e-7c51-9f54-5a6f0e9d2b11');

  it('has steps and settings that there are', () => {
    for (const { type, params } of Object.values(steps)) {
      const parsed = getContract(type).params.safeParse(params);
      expect(parsed.error?.message, type).toBeUndefined();
    }
  });

  it('lets validation rows choose among all models, and learns from no column that tells the part', () => {
    const byType = (type: string) => Object.values(steps).find((step) => step.type === type);
    expect(byType('compare-candidates')?.params).toMatchObject({ part: 'validation' });
    const compared = Object.values(edges).filter(({ to }) => to.step === 'compare' && to.port === 'models');
    expect(compared.map(({ from }) => from.step).sort()).toEqual([
      ...['baseline', 'forest', 'linear'],
      ...(set.images === true ? ['net'] : []),
      'trees',
    ]);
    const dropped = byType('select-columns')?.params.columns;
    expect(dropped).toEqual([...set.drop, ...(set.isTest === undefined ? [] : [partColumn])]);
  });
});
