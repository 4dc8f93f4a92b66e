import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { evaluationSchema } from '@millrace/pipeline-core/metrics';
import { describe, expect, it } from 'vitest';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import { makeTable } from '../testing/make-table';
import { StepRunner } from '../testing/run-steps';
import { clusterPoints } from './cluster-points';

const root = scratchFolder('cluster-points');
const session = scratchSession(root);
const runner = new StepRunner(root);

/** Two groups by age, in years; incomes, of numbers far larger, have no part in them. */
const people = Array.from({ length: 60 }, (_, i) => [
  20 + ((i * 7) % 11) + (i % 2) * 40,
  20_000 + ((i * 37) % 60) * 3000,
]);

async function silhouetteOf(type: string, params: { [name: string]: number | boolean }): Promise<number> {
  const folder = join(root, `${type}-${Object.values(params).join('-')}`);
  mkdirSync(folder, { recursive: true });
  const columns = ['age', 'income'].map((name) => ({ name, type: 'number' as const, role: 'feature' as const }));
  const rows = await makeTable(session, folder, { columns, rows: people, repeat: 1 });
  const model = await runner.run(type, { params, inputs: { rows: [[rows, 'table']] } });
  const judged = await runner.run('evaluate', { inputs: { model: [[model, 'model']], rows: [[rows, 'table']] } });
  const { part, parts } = evaluationSchema.parse(judged.outputs.evaluation?.inline);
  return parts[part].metrics['silhouette'] ?? Number.NaN;
}

/** Expected numbers: scikit-learn 1.9.1, StandardScaler where columns are scaled. */
describe('the silhouette of groups', () => {
  it('goes by the scaled columns that the model goes by', async () => {
    expect(await silhouetteOf('k-means', { clusters: 2 })).toBeCloseTo(0.488724312805939, 9);
    expect(await silhouetteOf('dbscan', { distance: 0.5 })).toBeCloseTo(0.488724312805939, 9);
  });

  it('goes by the cells as they came where the model does not scale', async () => {
    expect(await silhouetteOf('k-means', { clusters: 2, scale: false })).toBeCloseTo(0.61367587139276, 9);
  });
});

describe('the points of groups', () => {
  const number = (name: string, values: number[]) => ({
    kind: 'number' as const,
    name,
    values: Float64Array.from(values),
  });

  it('stand at the mean where a cell is missing, and all alike in a column that was constant', () => {
    const columns = [number('a', [1, Number.NaN, 3]), number('b', [5, 5, 6])];
    const measuredBy = { centre: Float64Array.of(1, 5), factor: Float64Array.of(2, 0) };
    expect([...clusterPoints(columns, { rows: 3, measuredBy }).points]).toEqual([0, 0, 2, 0, 4, 0]);
    expect([...clusterPoints(columns, { rows: 3, measuredBy: undefined }).points]).toEqual([1, 5, 2, 5, 3, 6]);
  });
});
