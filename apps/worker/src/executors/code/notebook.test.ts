import { readFileSync } from 'node:fs';
import { PipelineError } from '@millrace/pipeline-core/errors';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { notebookSchema } from '@millrace/pipeline-core/steps';
import { describe, expect, it } from 'vitest';
import { scratchFolder, scratchSession } from '../../data/testing/scratch';
import type { GuestGrant } from '../../guests/guest-grant';
import { notebookGuests } from '../../testing/python-with';
import { testGuests } from '../../testing/test-python';
import { makeTable } from '../testing/make-table';
import { type StepResult, StepRunner } from '../testing/run-steps';

const root = scratchFolder('notebook-step');
const runner = new StepRunner(root);
const session = scratchSession(root);
const { grant: bare } = await testGuests();
const grant = await notebookGuests();

const cell = (source: string, tags: string[] = []) => ({ cell_type: 'code', source, metadata: { tags }, outputs: [] });
const book = (...cells: object[]) => JSON.stringify({ nbformat: 4, nbformat_minor: 4, metadata: {}, cells });

function run(guests: GuestGrant | null, params: JsonObject, inputs: Record<string, [StepResult, string][]> = {}) {
  return runner.run('notebook', { params, inputs, ...(guests === null ? {} : { guests }) });
}

async function failure(guests: GuestGrant | null, params: JsonObject) {
  const error = await run(guests, params).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof PipelineError)) throw error ?? new Error('it succeeded');
  return error.report;
}

describe.skipIf(bare === null)('a notebook step without its packages', () => {
  const [environment] = bare?.environments ?? [];
  const without = {
    fenced: bare?.fenced === true,
    environments: environment === undefined ? [] : [{ ...environment, packages: {} }],
  };

  it('says the command that installs them', async () => {
    const report = await failure(without, { notebook: book(cell('x = 1')) });
    expect(report).toMatchObject({ code: 'python-package', place: 'notebook' });
    expect(report.next).toContain(`${environment?.python} -m pip install nbclient ipykernel`);
  });

  it.skipIf(environment?.packages.ipykernel !== undefined)('says so as well when they have gone since', async () => {
    const gone = without.environments.map((one) => ({ ...one, packages: { nbclient: '1', ipykernel: '1' } }));
    const report = await failure({ ...without, environments: gone }, { notebook: book(cell('x = 1')) });
    expect(report).toMatchObject({ code: 'python-package', next: expect.stringMatching(/pip install ipykernel/) });
  });
});

describe.skipIf(grant === null)('a notebook step', () => {
  it('runs its cells with parameters over the inputs, and keeps the notebook as it was executed', async () => {
    const table = await makeTable(session, root, {
      columns: [
        { name: 'id', type: 'text', role: 'id' },
        { name: 'when', type: 'date', role: 'feature' },
        { name: 'n', type: 'integer', role: 'feature' },
      ],
      rows: [
        ['a', '2026-01-31', 1],
        ['b', null, 2],
      ],
      repeat: 1,
    });
    const notebook = book(
      { cell_type: 'markdown', source: '# Sums', metadata: {} },
      cell('by = 1', ['parameters']),
      cell(
        'from millrace import inputs, metric, output\ntable = inputs["a"]\ntable["m"] = table["n"] * by\noutput("table", table)',
      ),
      cell('metric("sum", table["m"].sum())\nprint("by", by)\ntable.shape'),
    );
    const values = [{ name: 'by', value: '10' }];
    const made = await run(grant, { notebook, values }, { a: [[table, 'table']] });
    expect(Object.keys(made.outputs)).toEqual(['table', 'table.meta', 'metrics', 'notebook']);
    expect(made.outputs.metrics?.inline).toEqual({ v: 1, figures: { sum: 30 } });
    expect(made.logs.join('\n')).toContain('by 10');
    const rows = await session.query(`SELECT id, "when", m FROM read_parquet('${made.outputs.table?.path}')`);
    expect(rows.map(({ id, when, m }) => [id, String(when ?? '').slice(0, 10), Number(m)])).toEqual([
      ['a', '2026-01-31', 10],
      ['b', '', 20],
    ]);
    const executed = notebookSchema.parse(JSON.parse(readFileSync(made.outputs.notebook?.path ?? '', 'utf8')));
    expect(executed.cells.map(({ source }) => [source].flat().join('').split('\n')[0])).toEqual([
      ...[
        '# Sums',
        'by = 1',
        '# Parameters',
        'from millrace import inputs, metric, output',
        'metric("sum", table["m"].sum())',
      ],
    ]);
    expect(JSON.stringify(executed.cells.at(-1)?.outputs)).toContain('(2, 4)');
  });

  it('names the cell and the line of an error, a missing package, and a cell that never ends', async () => {
    const failing = { notebook: book(cell('x = 1'), cell('def f():\n    return 1 / 0\nf()')) };
    expect(await failure(grant, failing)).toMatchObject({
      code: 'python-error',
      place: 'notebook › code, cell 2, line 2',
      seen: 'ZeroDivisionError: division by zero',
    });
    const wants = { notebook: book(cell('import nowhere_to_be_found')) };
    expect(await failure(grant, wants)).toMatchObject({
      code: 'python-package',
      place: 'notebook › code, cell 1, line 1',
    });
    const endless = { notebook: book(cell('while True: pass')), cellSeconds: 1 };
    expect(await failure(grant, endless)).toMatchObject({
      code: 'notebook-cell-limit',
      place: 'notebook › code, cell 1',
    });
    const slow = { notebook: book(cell('while True: pass')), seconds: 3 };
    expect(await failure(grant, slow)).toMatchObject({ code: 'python-time-limit' });
  });

  it('reads and writes tables with pandas from a Python step too', async () => {
    const code =
      'import pandas\nfrom millrace import output\nframe = pandas.DataFrame({"t": pandas.to_datetime(["2026-01-01 10:00", None]), "c": pandas.Categorical(["a", "b"]), "f": [0.5, float("nan")]})\noutput("table", frame)\n';
    const made = await runner.run('python', { params: { code }, ...(grant === null ? {} : { guests: grant }) });
    const meta = made.outputs['table.meta']?.inline;
    expect(meta).toMatchObject({
      rows: 2,
      columns: [{ type: 'timestamp' }, { type: 'text' }, { type: 'number', missing: 0.5 }],
    });
  });
});
