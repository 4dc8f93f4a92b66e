import { dirname } from 'node:path';
import { evaluationSchema } from '@millrace/pipeline-core/metrics';
import { beforeAll, describe, expect, it } from 'vitest';
import { quoteText } from '../../data/sql-text';
import { referenceData, scratchFolder, scratchSession } from '../../data/testing/scratch';
import { scikitGuests } from '../../testing/python-with';
import { makeTable } from '../testing/make-table';
import { type StepResult, StepRunner } from '../testing/run-steps';

const file = referenceData('penguins/penguins.csv');
const grant = file === null ? null : await scikitGuests();
const guests = grant === null ? {} : { guests: grant };
const root = scratchFolder('scikit');
const session = scratchSession(root);
const source = scratchSession(root, file === null ? [] : [dirname(file)]);
const runner = new StepRunner(root);
const skl2onnx = grant?.environments[0]?.packages.skl2onnx !== undefined;

describe.skipIf(grant === null)('a model of scikit-learn, on the penguins', () => {
  let rows: StepResult;
  beforeAll(async () => {
    const numbers = ['bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g'];
    const texts = ['island', 'sex', 'species'];
    const cells = numbers.map((name) => `TRY_CAST(${name} AS DOUBLE) AS ${name}`);
    const read = `SELECT ${[...cells, ...texts].join(', ')} FROM read_csv(${quoteText(file ?? '')}, all_varchar = true, nullstr = 'NA')`;
    const found = await source.query(read);
    rows = await makeTable(session, root, {
      columns: [
        ...numbers.map((name) => ({ name, type: 'number' as const, role: 'feature' as const })),
        ...texts.map((name) => ({ name, type: 'text' as const, role: 'feature' as const })),
      ].map((column) => (column.name === 'species' ? { ...column, role: 'target' as const } : column)),
      rows: found.map((row) => [...numbers, ...texts].map((name) => (row[name] ?? null) as string | number | null)), // as cast
      parts: found.map((_, row) => (row % 4 === 0 ? 'test' : 'train')),
      repeat: 1,
    });
  });

  const accuracy = async (keep: string) => {
    const model = await runner.run('python-model', {
      params: { keep },
      inputs: { rows: [[rows, 'table']] },
      ...guests,
    });
    const inputs = { model: [[model, 'model']], rows: [[rows, 'table']] } satisfies Record<
      string,
      [StepResult, string][]
    >;
    const judged = await runner.run('evaluate', { params: { bootstrap: 0 }, inputs, ...guests });
    return evaluationSchema.parse(judged.outputs.evaluation?.inline).parts.test?.metrics.accuracy;
  };

  it('is trained by the code that a new step begins with, and asked by Evaluate', async () => {
    expect(await accuracy('python')).toBeGreaterThan(0.96);
  });

  it.skipIf(!skl2onnx)('is kept as ONNX where that is asked for', async () => {
    expect(await accuracy('onnx')).toBeGreaterThan(0.96);
  });
});
