import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { runTool } from '../build';
import { REPOSITORY_ROOT } from '../root';
import { endedLines, filesToRepeat, flakyLines, isOnlyEnd, readFailures } from './flaky';

const failed = (...files: string[]) => ({
  ...{ errors: 0, endedProcesses: [] },
  files: files.map((file) => ({ file, tests: ['one > two'] })),
});

it('repeats the files that failed', () => {
  expect(filesToRepeat(failed('a.test.ts', 'b.test.ts'))).toEqual(['a.test.ts', 'b.test.ts']);
  expect(filesToRepeat(failed())).toEqual([]);
});

it('repeats nothing when much failed, when an error belongs to no test, and when the run broke off', () => {
  expect(filesToRepeat(failed(...Array.from({ length: 6 }, (_, at) => `${at}.test.ts`)))).toEqual([]);
  expect(filesToRepeat({ ...failed('a.test.ts'), errors: 1 })).toEqual([]);
  expect(filesToRepeat(readFailures('/nowhere/at-all.json'))).toEqual([]);
});

it('names each test that passed in the repetition, and none of a file that failed again', () => {
  const first = { ...failed(), files: [...failed('a.test.ts', 'b.test.ts').files, { file: 'c.test.ts', tests: [] }] };
  expect(flakyLines(first, failed('b.test.ts'))).toEqual([
    'FLAKY: a.test.ts > one > two',
    'FLAKY: c.test.ts > the whole file',
  ]);
});

it('takes one process that ended for an accident, repeats what it was not through with, and names it', () => {
  const endedProcesses = ['by SIGSEGV, in or behind a.test.ts'];
  const ended = { ...failed('a.test.ts'), endedProcesses };
  expect([filesToRepeat(ended), isOnlyEnd(ended)]).toEqual([['a.test.ts'], false]);
  expect(flakyLines(ended, failed())).toEqual([
    'FLAKY: a.test.ts > one > two',
    'FLAKY: a process of the unit tests ended unasked, by SIGSEGV, in or behind a.test.ts',
  ]);
  const two = [...endedProcesses, 'with exit code 7, in or behind b.test.ts'];
  expect(isOnlyEnd({ ...failed(), endedProcesses })).toBe(true);
  expect(isOnlyEnd({ ...failed(), endedProcesses: two })).toBe(false);
  expect(isOnlyEnd({ ...failed(), endedProcesses, errors: 1 })).toBe(false);
  expect([isOnlyEnd(failed()), isOnlyEnd(null)]).toEqual([false, false]);
  expect(filesToRepeat({ ...ended, endedProcesses: two })).toEqual([]);
  expect(endedLines(null)).toEqual([]);
});

it('learns from a run of vitest which files failed and by which tests', async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'millrace-flaky-'));
  try {
    const report = path.join(folder, 'failures.json');
    const forks = path.join(REPOSITORY_ROOT, 'scripts/test/watched-fork.ts');
    const reporter = path.join(REPOSITORY_ROOT, 'scripts/test/failures-reporter.ts');
    writeFileSync(
      path.join(folder, 'vitest.config.mts'),
      `import { FailuresReporter } from ${JSON.stringify(reporter)};
      import { watchedForks as pool } from ${JSON.stringify(forks)};
      export default { test: { globals: true, pool, reporters: [new FailuresReporter(${JSON.stringify(report)})] } };`,
    );
    writeFileSync(path.join(folder, 'good.test.ts'), `it('is good', () => {});`);
    writeFileSync(
      path.join(folder, 'bad.test.ts'),
      `describe('what', () => { it('is bad', () => { throw new Error('bad'); }); it('is good', () => {}); });`,
    );
    writeFileSync(path.join(folder, 'broken.test.ts'), `throw new Error('broken');`);
    // Gone in the middle of its test: nothing may take it for one that passed.
    writeFileSync(path.join(folder, 'gone.test.ts'), `it('ends', () => process.kill(process.pid, 'SIGKILL'));`);
    const { code } = await runTool('vitest', ['run', '--root', folder], { output: 'stderr' });
    expect(code).toBe(1);
    const found = readFailures(report);
    const how = expect.stringMatching(/^by SIGKILL, in or behind .*gone\.test\.ts$/);
    expect(found).toMatchObject({ errors: 0, endedProcesses: [how] });
    const files = (found?.files ?? []).map((one) => ({ ...one, file: path.basename(one.file) }));
    expect(files.toSorted((one, other) => (one.file < other.file ? -1 : 1))).toEqual([
      { file: 'bad.test.ts', tests: ['what > is bad'] },
      { file: 'broken.test.ts', tests: [] },
      { file: 'gone.test.ts', tests: [] },
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
