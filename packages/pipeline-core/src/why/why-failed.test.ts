import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import type { ErrorReport } from '../errors';
import { artifactHashSchema } from '../ids';
import { type RunSpec, runSpecSchema } from '../run/run-spec';
import { sha256 } from '../sha256';
import { encodeRegisters, registerCount } from '../sketch/distinct-sketch';
import type { ColumnSketch, TableSketch } from '../sketch/table-sketch';
import { likelihood, type ReadTable, type StepPast, type Suspect } from './step-past';
import { whyFailed } from './why-failed';

type Change = Partial<z.input<typeof runSpecSchema>>;

const spec = (change: Change = {}): RunSpec =>
  runSpecSchema.parse({
    ...{ v: 1, step: 'trees', title: 'Train trees', type: 'gradient-boosted-trees', version: 1, seed: 3 },
    codeHash: sha256('code'),
    params: { target: 'churned', rounds: 200, learningRate: 0.1 },
    inputs: { rows: [{ idx: 2, port: 'split' }] },
    limits: { seconds: 3600, megabytes: 4096 },
    ...change,
  });

const select = (change: Change = {}): RunSpec =>
  spec({
    ...{ step: 'select', title: 'Select columns', type: 'select-columns' },
    params: { keep: ['plan', 'age', 'churned'] },
    inputs: {},
    ...change,
  });

const data = (batch: number): RunSpec => {
  const artifacts = { table: artifactHashSchema.parse(sha256(`batch ${batch}`)) };
  const reference = { kind: 'batch' as const, id: `b${batch}`, label: `customers, batch ${batch}`, artifacts };
  return spec({
    ...{ step: 'data', title: 'Customers', type: 'dataset' },
    params: {},
    inputs: {},
    references: { data: reference },
  });
};

const column = (name: string, type: ColumnSketch['type'], more: Partial<ColumnSketch> = {}): ColumnSketch => ({
  ...{ name, type, present: 1000, missing: 0, min: null, max: null, mean: null, m2: null, quantiles: null },
  distinct: encodeRegisters(new Uint8Array(registerCount)),
  top: null,
  ...more,
});

const plans = (values: string[]) =>
  column('plan', 'text', { top: { values: values.map((value) => ({ value, count: 100 })), floor: 0 } });

const usual = [plans(['basic', 'pro']), column('age', 'integer'), column('churned', 'boolean')];

function table(name: string, columns: ColumnSketch[] = usual, rows = 1000): ReadTable {
  const sketch: TableSketch = { v: 1, rows, hasher: 'test', columns };
  const known = columns.map((one) => ({ name: one.name, type: one.type, role: 'feature' as const }));
  return { port: 'rows', from: '“Split”', hash: sha256(name), rows, columns: known, sketch };
}

const machine = { host: 'alpha', node: '24.1.0', platform: 'linux x64', threads: 4, megabytes: 4096 };
const fine: StepPast = {
  ...{ spec: spec(), error: null, environment: machine, tables: [table('monday')] },
  before: [{ spec: select() }, { spec: data(7) }],
};

const error = (change: Partial<ErrorReport>): ErrorReport => ({
  ...{ code: 'bad-column', family: 'pipeline', place: 'Train trees', seen: 'something', expected: 'something else' },
  ...{ next: 'Mend it.', message: 'Train trees cannot go on.' },
  ...change,
});

/** What is never quite the same from one day to the next, and explains nothing. */
const everyday: Partial<StepPast> = {
  environment: { ...machine, host: 'beta' },
  tables: [table('tuesday', usual, 1040)],
  before: [{ spec: select({ codeHash: sha256('select, newer') }) }, { spec: data(8) }],
};

const first = (failed: Partial<StepPast>): Suspect | undefined =>
  whyFailed({ ...fine, ...everyday, ...failed }, fine)[0];

describe('planted among everyday differences', () => {
  it('changed code is found behind an error that no rule explains', () => {
    const found = first({
      spec: spec({ codeHash: sha256('newer code') }),
      error: error({
        code: 'unexpected',
        family: 'bug',
        message: 'Train trees stopped on an unexpected error: x is undefined',
      }),
    });
    expect(found).toMatchObject({ kind: 'code', title: 'The code of the step changed.' });
  });

  it('a changed setting is found, by its title or by what it says', () => {
    const rate = first({
      spec: spec({ params: { target: 'churned', rounds: 200, learningRate: 90 } }),
      error: error({ place: 'Train trees › Learning rate', seen: '90', expected: 'at most 1' }),
    });
    expect(rate).toMatchObject({ kind: 'settings', title: '“Learning rate” is 90; it was 0.1.' });
    const target = first({
      spec: spec({ params: { target: 'churn', rounds: 200, learningRate: 0.1 } }),
      error: error({ message: 'There is no column “churn”.' }),
    });
    expect(target?.title).toBe('“Target” is churn; it was churned.');
  });

  it('changed columns of the data are found', () => {
    const found = first({
      tables: [table('tuesday', [plans(['basic', 'pro']), column('age', 'text'), column('churned', 'boolean')])],
      error: error({ column: 'age', seen: 'a text', expected: 'a number' }),
    });
    expect(found).toMatchObject({ kind: 'columns', details: ['“age” was a whole number and is a text.'] });
  });

  it('new missing cells and new categories are found, each by its column', () => {
    const [plan, , churned] = usual as [ColumnSketch, ColumnSketch, ColumnSketch];
    const missing = first({
      tables: [table('tuesday', [plan, column('age', 'integer', { present: 600, missing: 400 }), churned])],
      error: error({ message: 'Train trees: “age” has missing cells.' }),
    });
    expect(missing).toMatchObject({ kind: 'missing', details: ['“age”: 40% instead of 0%'] });
    const values = first({
      tables: [table('tuesday', [plans(['basic', 'pro', 'gold']), ...usual.slice(1)])],
      error: error({ message: 'The value gold of “plan” was not there when it learned.' }),
    });
    expect(values).toMatchObject({ kind: 'values', details: ['“plan” has new values: gold'] });
  });

  it('rows that did not come are found', () => {
    const found = first({
      tables: [table('tuesday', usual, 0)],
      error: error({ code: 'no-train-rows', seen: '0 rows' }),
    });
    expect(found).toMatchObject({ kind: 'rows', title: '“Split” has 0 rows instead of 1,000.' });
  });

  it('another machine is found behind what no step can mend', () => {
    const found = first({
      environment: { ...machine, host: 'gamma', node: '22.0.0' },
      error: error({ code: 'child-died', family: 'operator', message: 'The process was ended by SIGILL.' }),
    });
    expect(found).toMatchObject({ kind: 'machine' });
    expect(found?.details).toContain('It ran on alpha, now on gamma.');
  });

  it('a lower limit is found, and where it is the same the rows that outgrew it', () => {
    const memory = error({ code: 'memory-limit', seen: 'more than 256 MB of memory' });
    const lowered = first({ spec: spec({ limits: { seconds: 3600, megabytes: 256 } }), error: memory });
    expect(lowered).toMatchObject({ kind: 'limits', title: 'It may use 256 MB of memory instead of 4096 MB.' });
    const outgrown = first({ tables: [table('tuesday', usual, 90_000)], error: memory });
    expect(outgrown).toMatchObject({ kind: 'rows' });
  });

  it('a change upstream comes before the column that it took away', () => {
    const found = whyFailed(
      {
        ...fine,
        ...everyday,
        tables: [table('tuesday', [plans(['basic', 'pro']), column('churned', 'boolean')])],
        before: [{ spec: select({ params: { keep: ['plan', 'churned'] } }) }, { spec: data(8) }],
        error: error({ message: 'There is no column “age”.' }),
      },
      fine,
    );
    expect(found[0]).toMatchObject({ kind: 'upstream', title: 'Before it, “Select columns” changed.' });
    expect(found[1]).toMatchObject({ kind: 'columns', details: ['“age” is gone.'] });
    expect(found.map(likelihood).slice(0, 2)).toEqual(['likely', 'likely']);
  });
});

it('suspects nothing where nothing differs, and nothing upstream where the same content was read', () => {
  const failed = { ...fine, error: error({}) };
  expect(whyFailed(failed, fine)).toEqual([]);
  const moved = { ...failed, before: [{ spec: select({ codeHash: sha256('newer') }) }, { spec: data(8) }] };
  expect(whyFailed(moved, fine)).toEqual([]);
  expect(whyFailed(fine, fine)).toEqual([]);
});
