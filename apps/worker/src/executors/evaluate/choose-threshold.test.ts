import type { PredictionSet } from '@millrace/pipeline-core/metrics';
import { partCodes } from '@millrace/pipeline-core/split';
import { describe, expect, it } from 'vitest';
import { chooseThreshold, withThreshold } from './choose-threshold';

const scores = [0.1, 0.2, 0.3, 0.9, 0.1, 0.2, 0.3, 0.9];
const set: PredictionSet = {
  task: 'binary',
  actual: Int32Array.from([0, 1, 1, 1, 0, 0, 0, 1]),
  predicted: Float64Array.from(scores.flatMap((score) => [1 - score, score])),
  classes: ['no', 'yes'],
};
const { validation, test } = partCodes;
const split = Uint8Array.from([validation, validation, validation, validation, test, test, test, test]);

function choose(o: { assigned: Uint8Array | null; missed: number; by?: 'number' | 'costs'; rows?: PredictionSet }) {
  const logs: string[] = [];
  const params = { thresholdBy: o.by ?? ('costs' as const), threshold: 0.7, falseAlarmCost: 1, missedCost: o.missed };
  const job = { params, log: (_level: string, text: string) => void logs.push(text) };
  const scored = { set: o.rows ?? set, assigned: o.assigned };
  return { chosen: chooseThreshold(job, { scored, part: 'test' }), logs };
}

describe('the threshold of an evaluation', () => {
  it('is the number that is set, unless costs choose', () => {
    expect(choose({ assigned: split, missed: 1, by: 'number' }).chosen).toEqual({ threshold: 0.7 });
  });

  it('is chosen on validation rows, whatever would be best on test rows', () => {
    const { chosen, logs } = choose({ assigned: split, missed: 5 });
    expect(chosen.threshold).toBeCloseTo(0.15, 12);
    expect(chosen.thresholdCost).toMatchObject({ falseAlarm: 1, missed: 5, part: 'validation', rows: 4, cost: 0 });
    expect(chosen.thresholdCost?.costAtHalf).toBeCloseTo(2.5, 12);
    expect(logs.join()).not.toContain('flatters');
  });

  it('is chosen on the judged rows where there are no others, and says that this flatters it', () => {
    const { chosen, logs } = choose({ assigned: null, missed: 1 });
    expect(chosen.thresholdCost).toMatchObject({ part: 'test', rows: 8 });
    expect(logs.join()).toContain('flatters');
  });

  it('belongs to two classes only', () => {
    const rows: PredictionSet = { task: 'regression', actual: new Float64Array(8), predicted: new Float64Array(8) };
    expect(choose({ assigned: split, missed: 1, rows }).chosen).toEqual({});
    expect(withThreshold(rows, 0.3)).toBe(rows);
    expect(withThreshold(set, 0.3)).toMatchObject({ threshold: 0.3 });
  });
});
