import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PipelineError } from '@millrace/pipeline-core/errors';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { afterAll, describe, expect, it } from 'vitest';
import { testGuests } from '../../testing/test-python';
import { StepRunner } from '../testing/run-steps';

const root = mkdtempSync(join(tmpdir(), 'millrace-python-step-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const runner = new StepRunner(root);
const { grant } = await testGuests();
const environment = grant?.environments[0];
const given = grant === null ? {} : { guests: grant };

function run(code: string, params: JsonObject = {}) {
  return runner.run('python', { params: { code, ...params }, ...given });
}

async function failure(code: string, params: JsonObject = {}) {
  const error = await run(code, params).then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof PipelineError)) throw error ?? new Error('it succeeded');
  return error.report;
}

it('without an environment a Python step says where to look', async () => {
  const error = await runner.run('python', { params: { code: 'x = 1' } }).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ report: { code: 'python-missing', next: expect.stringContaining('Capabilities') } });
});

describe.skipIf(grant === null)('a Python step', () => {
  it('shows an exception with the line of the author’s code and the whole traceback', async () => {
    const code = 'import json\n\ndef read(text):\n    return json.loads(text)\n\nread("{")\n';
    const report = await failure(code);
    expect(report).toMatchObject({ code: 'python-error', family: 'pipeline', place: 'python › code, line 4' });
    expect(report.seen).toMatch(/^JSONDecodeError: /);
    expect(report.detail).toContain('File "step.py", line 6');
    expect(report.detail).toContain('return json.loads(text)');
    expect(report.detail).not.toContain('millrace_run.py');
  });

  it('shows the line of a mistake in the code itself', async () => {
    expect(await failure('x = 1\nif x:\nprint(x)\n')).toMatchObject({
      place: 'python › code, line 3',
      code: 'python-error',
    });
  });

  it('says the command that installs a package which is not there', async () => {
    const report = await failure('import sklearn_of_nowhere.trees\n');
    expect(report).toMatchObject({ code: 'python-package', place: 'python › code, line 1' });
    expect(report.next).toContain(`${environment?.python} -m pip install sklearn_of_nowhere`);
  });

  it('tells apart an end with a code, a crash, and an end that gave nothing', async () => {
    expect(await failure('raise SystemExit("no rows today")\n')).toMatchObject({ seen: 'SystemExit: no rows today' });
    expect(await failure('import os\nos.abort()\n')).toMatchObject({
      code: 'python-died',
      seen: expect.stringMatching(/SIGABRT/),
    });
    expect(await failure('import os\nos._exit(0)\n')).toMatchObject({ code: 'python-died' });
    expect(await failure('print("hello")\n')).toMatchObject({ code: 'python-no-output' });
    expect(
      (await run('from millrace import metric\nmetric("one", 1)\nraise SystemExit\n')).outputs.metrics?.inline,
    ).toEqual({ v: 1, figures: { one: 1 } });
  });

  it('ends at the limits of time and memory, in words', async () => {
    expect(await failure('while True: pass\n', { seconds: 1 })).toMatchObject({ code: 'python-time-limit' });
    expect(await failure('x = bytearray(2 ** 40)\n')).toMatchObject({
      code: 'python-memory',
      place: 'python › code, line 1',
    });
  });

  it.skipIf(grant?.fenced !== true)('says that there is no network', async () => {
    const code = 'import urllib.request\nurllib.request.urlopen("http://192.0.2.1/", timeout=2)\n';
    expect(await failure(code)).toMatchObject({ code: 'python-network', place: 'python › code, line 2' });
  });

  it('takes no link for a table, and no table for one that is none', async () => {
    const link = 'import os\nos.symlink("/etc/hostname", "out/table.parquet")\n';
    expect(await failure(link)).toMatchObject({ code: 'python-no-output' });
    const folder = 'import os\nos.rmdir("out")\nos.symlink(".", "out")\nopen("table.parquet", "w").write("x")\n';
    expect(await failure(folder)).toMatchObject({ code: 'python-no-output' });
    const holes = 'open("out/file", "wb").truncate(10 ** 13)\nopen("out/file.json", "w").write("{}")\n';
    expect(await failure(holes)).toMatchObject({ code: 'python-output-size', place: 'python › output file' });
    const noise = 'open("out/table.parquet", "w").write("no table")\n';
    expect(await failure(noise)).toMatchObject({ code: 'python-output', place: 'python › output table' });
    const names = 'from millrace import output\noutput("table", [{"__row": 1}])\n';
    expect(await failure(names)).toMatchObject({ code: 'python-column' });
    const nested = 'from millrace import output\noutput("table", [{"deep": {"er": 1}}])\n';
    expect(await failure(nested)).toMatchObject({ code: 'python-column', seen: expect.stringMatching(/STRUCT/) });
    expect(await failure('open("metrics.json", "w").write("{\\"a\\": NaN}")\n')).toMatchObject({
      code: 'python-figures',
    });
  });

  it('says which inputs and environments there are', async () => {
    expect((await failure('from millrace import inputs\ninputs.rows("b")\n')).seen).toContain('connected: nothing');
    expect(await failure('x = 1', { environment: 'gpu' })).toMatchObject({ expected: 'one of default' });
  });

  it('does the same again with the same seed, and is not used again where the author says so', async () => {
    const code =
      'from millrace import output\noutput("table", [{"w": word} for word in {"one", "two", "three", "four"}])\n';
    const [one, two] = [await run(code), await run(code, { repeats: false })];
    expect(one.outputs.table?.hash).toBe(two.outputs.table?.hash);
    expect([one.repeats, two.repeats]).toEqual([true, false]);
  });
});
