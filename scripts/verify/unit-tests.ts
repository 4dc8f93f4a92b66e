import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { withFolder } from '../bench/context';
import { REPOSITORY_ROOT } from '../root';
import { type Check, checked } from './check';
import { runCommand } from './run-command';

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      message: z.string().default(''),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })),
    }),
  ),
});

/** How one unit test ended; `file` is relative to the repository. */
export type TestEnd = { file: string; name: string; passed: boolean };

/**
 * Runs the unit tests of these files or folders, all in one go, as `npm test` does; a file that cannot be read is one failed
 * test.
 * @param long those whose sizes the suite cuts down run at full size
 */
export async function runUnitTests(
  paths: readonly string[],
  { long = false }: { long?: boolean } = {},
): Promise<TestEnd[]> {
  return withFolder('unit-tests', async (folder) => {
    const report = path.join(folder, 'report.json');
    const args = ['scripts/millrace.mjs', 'test', '--only', 'unit', ...paths];
    const variables = { UNIT_REPORT: report };
    await runCommand(process.execPath, [...args, ...(long ? ['--long'] : [])], { folder: REPOSITORY_ROOT, variables });
    const { testResults } = reportSchema.parse(JSON.parse(readFileSync(report, 'utf8')));
    return testResults.flatMap(({ name, message, assertionResults }) => {
      const file = path.relative(REPOSITORY_ROOT, name);
      if (assertionResults.length === 0) return [{ file, name: message.slice(0, 200), passed: false }];
      return assertionResults.map(({ status, fullName }) => ({ file, name: fullName, passed: status === 'passed' }));
    });
  });
}

/** A claim that unit tests show: those of `file` whose full name matches, all of them when there is no pattern. */
export type TestedClaim = { claim: string; bar: string; tests: readonly { file: string; name?: RegExp }[] };

/** Each claim passes when every test it names has passed, and each pattern found one: a test that is gone shows nothing. */
export function judgeTested(part: string, claims: readonly TestedClaim[], ends: readonly TestEnd[]): Check[] {
  return claims.map(({ claim, bar, tests }) => {
    const found = tests.map(({ file, name }) =>
      ends.filter((end) => end.file === file && (name?.test(end.name) ?? true)),
    );
    const all = found.flat();
    const passed = all.filter((end) => end.passed).length;
    const gone = tests
      .filter((_, at) => found[at]?.length === 0)
      .map(({ file, name }) => `${file} ${name ?? ''}`.trim());
    const failed = all.filter((end) => !end.passed).map(({ name }) => name);
    const notes = [...gone.map((one) => `no test is ${one}`), ...failed].slice(0, 5);
    const pass = gone.length === 0 && passed === all.length;
    const note = notes.length === 0 ? {} : { note: notes.join('; ') };
    return checked({ part, claim, bar, figure: `${passed}/${all.length} tests`, pass, ...note });
  });
}
