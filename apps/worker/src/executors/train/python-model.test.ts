import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { explanationSchema } from '@millrace/pipeline-core/explain';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { evaluationSchema } from '@millrace/pipeline-core/metrics';
import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { beforeAll, describe, expect, it } from 'vitest';
import { openModel } from '../../data/model-file';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import { testGuests } from '../../testing/test-python';
import { makeTable } from '../testing/make-table';
import { type StepResult, StepRunner } from '../testing/run-steps';

const root = scratchFolder('python-model');
const session = scratchSession(root);
const runner = new StepRunner(root);
const { grant } = await testGuests();
const guests = grant === null ? {} : { guests: grant };
const nearest = readFileSync(join(import.meta.dirname, '../testing/nearest.py'), 'utf8');

let rows: StepResult;
beforeAll(async () => {
  const random = createRandom(5);
  const cells = Array.from({ length: 240 }, (_, row) => {
    const far = row % 3 === 0;
    return [random.next() + (far ? 1 : 0), row % 7 === 0 ? null : random.int(9), far ? 'yes' : 'no', random.next() * 3];
  });
  rows = await makeTable(session, root, {
    columns: [
      { name: 'x', type: 'number', role: 'feature' },
      { name: 'n', type: 'integer', role: 'feature' },
      { name: 'y', type: 'text', role: 'target' },
      { name: 'price', type: 'number', role: 'feature' },
    ],
    rows: cells,
    parts: cells.map((_, row) => (row % 2 === 0 ? 'train' : 'test')),
    repeat: 1,
  });
});

function train(code: string, params: JsonObject = {}): Promise<StepResult> {
  return runner.run('python-model', { params: { code, ...params }, inputs: { rows: [[rows, 'table']] }, ...guests });
}

async function failure(work: Promise<unknown>) {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof PipelineError)) throw error ?? new Error('it succeeded');
  return error.report;
}

const half = (more: string) => `from millrace import inputs, keep_model, target
class Half:
    classes_ = ["no", "yes"]
    def predict(self, rows):
        return ["yes" if row["x"] > 1 else "no" for row in rows]
${more}
rows = inputs.rows("train")
keep_model(Half())
`;

describe.skipIf(grant === null)('a Python model', () => {
  let model: StepResult;
  beforeAll(async () => {
    model = await train(nearest);
  });
  const asked = (type: string, params: JsonObject, given: typeof guests = guests) =>
    runner.run(type, { params, inputs: { model: [[model, 'model']], rows: [[rows, 'table']] }, ...given });

  it('is evaluated, explained, compared and asked for a table, by the same numbers', async () => {
    const judged = evaluationSchema.parse((await asked('evaluate', { bootstrap: 0 })).outputs.evaluation?.inline);
    expect(judged.parts.test?.metrics.accuracy).toBeGreaterThan(0.75);
    const explained = (await asked('explain', { part: 'test', slices: false })).outputs.explanation?.inline;
    const [first] = explanationSchema.parse(explained).features;
    expect(first?.name).toBe('x');
    const baseline = await runner.run('baseline', { inputs: { rows: [[rows, 'table']] } });
    const models: [StepResult, string][] = [model, baseline].map((one) => [one, 'model']);
    const compared = await runner.run('compare-candidates', {
      inputs: { models, rows: [[rows, 'table']] },
      ...guests,
    });
    expect(compared.outputs.best?.hash).toBe(model.outputs.model?.hash);
    const inputs = { model: [[model, 'model']], table: [[rows, 'table']] } satisfies Record<
      string,
      [StepResult, string][]
    >;
    const scored = await runner.run('batch-score', { inputs, ...guests });
    const [answer] = await session.query(
      `SELECT count(*) AS rows, avg(probability_no + probability_yes) AS sum FROM read_parquet('${scored.outputs.predictions?.path}')`,
    );
    expect([Number(answer?.rows), answer?.sum]).toEqual([240, 1]);
  });

  it('says where no Python is, and is deployed as any other model', async () => {
    expect(await failure(asked('evaluate', {}, {}))).toMatchObject({ code: 'python-missing', place: 'evaluate' });
    const release = await asked('register-model', { name: 'nearest', goldenRows: 5 });
    const deploy = await runner.run('deploy', {
      params: { endpoint: 'e' },
      inputs: { release: [[release, 'release']] },
    });
    expect(deploy.events).toMatchObject([{ topic: 'deploy-requested' }]);
    const file = await openModel(model.outputs.model?.path ?? '', 'here');
    expect(file.scorer.scoreRow).toBeUndefined();
  });

  it('without predict_proba gives its class all of the probability, and says so', async () => {
    const made = await train(half(''));
    expect(made.logs.join('\n')).toContain('Half has no predict_proba');
    const inputs = { model: [[made, 'model']], rows: [[rows, 'table']] } satisfies Record<
      string,
      [StepResult, string][]
    >;
    const { evaluation } = (await runner.run('evaluate', { params: { bootstrap: 0 }, inputs, ...guests })).outputs;
    expect(evaluationSchema.parse(evaluation?.inline).parts.test?.metrics.accuracy).toBeGreaterThan(0.9);
  });

  it('of numbers is asked for numbers', async () => {
    const code = `from millrace import inputs, keep_model, target
class Mean:
    def predict(self, rows):
        return [self.mean for _ in rows]
rows = inputs.rows("train")
model = Mean()
model.mean = sum(row[target] for row in rows) / len(rows)
keep_model(model)
`;
    const made = await train(code, { target: 'price' });
    expect(made.outputs.metrics?.inline).toMatchObject({ task: 'regression', rows: 120 });
  });

  it('that is none, or answers otherwise than it may, is refused where it is trained', async () => {
    expect(await failure(train('from millrace import keep_model\nkeep_model(3)\n'))).toMatchObject({
      code: 'python-error',
      place: 'python-model › code, line 2',
      seen: 'TypeError: a model has a method predict, int has none',
    });
    const shares = (body: string) => train(half(`    def predict_proba(self, rows):\n        ${body}`));
    expect(await failure(shares('return [[0.2, 0.2] for _ in rows]'))).toMatchObject({
      code: 'python-answer',
      seen: 'probabilities that sum to 0.4',
    });
    expect(await failure(shares('return [[-3.2, 4.2] for _ in rows]'))).toMatchObject({ code: 'python-answer' });
    expect(await failure(shares('return [row["gone"] for row in rows]'))).toMatchObject({
      code: 'python-error',
      place: 'python-model › code, line 7',
      seen: "KeyError: 'gone'",
    });
    expect(
      await failure(train(nearest.replace('keep_model(model)', 'keep_model(model, classes=["no"])'))),
    ).toMatchObject({
      code: 'class-count',
      seen: 'the classes `no`',
    });
    const slow = train(half('    def predict_proba(self, rows):\n        while True: pass'), { seconds: 2 });
    expect(await failure(slow)).toMatchObject({ code: 'python-time-limit' });
  });

  it('that cannot be pickled, or not converted here, says what would help', async () => {
    const keeps = (what: string) =>
      train(half('').replace('keep_model(Half())', `model = Half()\nmodel.f = ${what}\nkeep_model(model)`));
    expect(await failure(keeps('__import__("threading").Lock()'))).toMatchObject({
      code: 'python-error',
      seen: expect.stringMatching(/^TypeError: Half cannot be pickled .*: (define its|leave out)/),
    });
    if (grant?.environments[0]?.packages.cloudpickle !== undefined)
      expect((await keeps('lambda row: row')).logs.join('\n')).toContain('Half is kept by cloudpickle');
    if (grant?.environments[0]?.packages.skl2onnx !== undefined) return;
    expect(await failure(train(half(''), { keep: 'onnx' }))).toMatchObject({
      code: 'python-package',
      next: expect.stringMatching(/pip install skl2onnx/),
    });
  });
});
