import { describe, expect, it } from 'vitest';
import { createRandom } from '../seeded-random';
import { costAt, costThreshold } from './index';

const actual = [0, 0, 1, 1, 0, 1, 0, 1];
const scores = [0.1, 0.4, 0.35, 0.8, 0.4, 0.4, 0.2, 0.9];

describe('a threshold by what errors cost', () => {
  it('costs no more than any other, on random rows and costs', () => {
    const random = createRandom(5);
    for (let round = 0; round < 50; round++) {
      const labels = Array.from({ length: 40 }, () => random.int(2));
      const chances = labels.map(
        (label) => Math.round(Math.min(1, Math.max(0, label * 0.3 + random.next() * 0.7)) * 20) / 20,
      );
      const costs = { falseAlarm: random.next() * 5, missed: random.next() * 5 };
      const found = costThreshold({ actual: labels, scores: chances, costs })!;
      const at = (threshold: number) => costAt({ actual: labels, scores: chances, costs, threshold });
      expect(at(found.threshold)).toBeCloseTo(found.cost, 12);
      for (let step = 0; step <= 41; step++) expect(found.cost).toBeLessThanOrEqual(at(step / 40) + 1e-12);
      expect(found.costAtHalf).toBe(at(0.5));
    }
  });

  it('falls when missing costs more and rises when alarms do', () => {
    const choose = (falseAlarm: number, missed: number) =>
      costThreshold({ actual, scores, costs: { falseAlarm, missed } })!.threshold;
    expect(choose(1, 20)).toBeLessThan(0.35);
    expect(choose(20, 1)).toBeGreaterThan(0.4);
    expect(choose(20, 1)).toBeLessThan(0.8);
  });

  it('calls none positive when only alarms cost, and all when only missing does', () => {
    const none = costThreshold({ actual, scores, costs: { falseAlarm: 1, missed: 0 } })!;
    expect(
      scores.filter((score) => score >= none.threshold).every((score) => actual[scores.indexOf(score)] === 1),
    ).toBe(true);
    expect(none.cost).toBe(0);
    const all = costThreshold({ actual, scores, costs: { falseAlarm: 0, missed: 1 } })!;
    expect(all.cost).toBe(0);
    const certain = costThreshold({ actual: [0, 0], scores: [1, 1], costs: { falseAlarm: 1, missed: 1 } })!;
    expect(certain.threshold).toBeGreaterThan(1);
    expect(certain.cost).toBe(0);
    expect(costThreshold({ actual: [], scores: [], costs: { falseAlarm: 1, missed: 1 } })).toBeNull();
  });

  it('takes the threshold nearest to the one for true probabilities where costs are equal', () => {
    const tied = { actual: [0, 1, 0, 1], scores: [0.1, 0.3, 0.6, 0.9] };
    // Calling from .2 or from .75 positive costs one error each.
    expect(costThreshold({ ...tied, costs: { falseAlarm: 1, missed: 1 } })!.cost).toBe(0.25);
    expect(costThreshold({ ...tied, costs: { falseAlarm: 1, missed: 1 } })!.threshold).toBeCloseTo(0.75, 12);
  });
});
