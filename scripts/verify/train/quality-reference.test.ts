import { describe, expect, it } from 'vitest';
import { referenceClaim, referenceSets } from './quality-claims';
import { judgeMean } from './quality-reference';
import { referenceWorks } from './reference-sets';

describe('sets that come with a figure', () => {
  it('pass by the mean of what was fitted, and never without a figure', () => {
    expect(judgeMean({ metric: 'accuracy', bar: 0.9 }, [0.88, 0.93])).toEqual({ figure: '0.9050', pass: true });
    expect(judgeMean({ metric: 'accuracy', bar: 0.9 }, [0.88, 0.91])).toMatchObject({ pass: false });
    expect(judgeMean({ metric: 'mape', bar: 0.038 }, [0.03])).toEqual({ figure: '3.00 %', pass: true });
    expect(judgeMean({ metric: 'mae', bar: 0.89 }, [0.9])).toMatchObject({ pass: false });
    expect(judgeMean({ metric: 'mae', bar: 0.89 }, [])).toMatchObject({ pass: false });
    expect(judgeMean({ metric: 'accuracy', bar: 0.9 }, [0.99, Number.NaN])).toMatchObject({ pass: false });
  });

  it('say the bar in the unit of their figure', () => {
    expect(referenceSets.map((set) => referenceClaim(set).bar)).toEqual([
      '>= 0.902',
      '>= 0.968',
      '<= 3.82 %',
      '<= 0.89',
      '<= 1.36',
    ]);
  });

  it('are drawn with one model for each evaluation', () => {
    for (const set of referenceSets) {
      const work = referenceWorks[set];
      const steps = Object.values(work.draw(work.files.map((_, at) => `dataset-${at}`)).steps);
      const count = (type: RegExp) => steps.filter((step) => type.test(step.type)).length;
      expect(count(/^evaluate$/)).toBeGreaterThan(0);
      expect(count(/^(text-classifier|arima|exponential-smoothing)$/)).toBe(count(/^evaluate$/));
      expect(count(/^dataset$/)).toBe(work.files.length);
    }
  });
});
