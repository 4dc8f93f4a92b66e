import path from 'node:path';
import { migrateDatabase } from '../apply-migrations';
import { withFolder } from '../bench/context';
import { runTool, tryTasks } from '../build';
import { startPostgres } from '../embedded-postgres';
import { MIGRATIONS_FOLDER } from '../root';
import { endedLines, filesToRepeat, flakyLines, isOnlyEnd, readFailures } from './flaky';
import { type Outcome, outcomeOf } from './part';

/**
 * Unit and integration tests on a throw-away Postgres of their own. Tests find the server by TEST_DATABASE_URL (its user is
 * superuser, so that each test file can have a database of its own); an exported DATABASE_URL is hidden from them, because
 * no test may touch a database that somebody uses.
 * @param paths narrows the run to files whose path contains one of these; none means all
 * @param long tests whose sizes the suite cuts down run at full size
 */
export async function runVitest(
  paths: string[],
  { long, signal }: { long: boolean; signal: AbortSignal },
): Promise<Outcome> {
  // Step children are started from the worker's bundle; without it the tests that need none still tell something.
  const build = await tryTasks(['build'], { only: '@millrace/worker', signal });
  const server = await startPostgres({ ephemeral: true });
  try {
    await migrateDatabase({ databaseUrl: server.url, folder: MIGRATIONS_FOLDER, queue: true });
    const variables = {
      TEST_DATABASE_URL: server.url,
      DATABASE_URL: undefined,
      REDIS_URL: undefined,
      NODE_ENV: 'test',
      LONG_TESTS: long ? '1' : undefined,
    };
    return await withFolder('unit-failures', async (folder) => {
      const { code, flaky } = await runTwice(paths, { variables, folder, signal });
      const outcome = outcomeOf({ 'worker build': build.code, vitest: code });
      if (flaky.length === 0) return outcome;
      console.log(`\n${flaky.join('\n')}`);
      return { ...outcome, detail: [outcome.detail, `${flaky.length} flaky`].filter(Boolean).join(', ') };
    });
  } finally {
    await server.stop();
  }
}

type Run = { variables: Record<string, string | undefined>; folder: string; signal: AbortSignal };

/**
 * Runs the tests, and the files that failed once more: a race that a busy machine lost once does not fail the run, and is
 * named.
 * @returns the exit code, and one line for each test that failed at first and passed then
 */
async function runTwice(
  paths: string[],
  { variables, folder, signal }: Run,
): Promise<{ code: number; flaky: string[] }> {
  const runOnce = async (only: string[], name: string, more: Run['variables'] = {}) => {
    const report = path.join(folder, name);
    const all = { ...variables, ...more, FAILURES_REPORT: report };
    const { code } = await runTool('vitest', ['run', ...only], { variables: all, signal });
    return { code, failures: readFailures(report) };
  };
  const first = await runOnce(paths, 'first.json');
  if (first.code !== 0 && isOnlyEnd(first.failures)) return { code: 0, flaky: endedLines(first.failures) };
  const again = filesToRepeat(first.failures);
  if (first.code === 0 || first.failures === null || again.length === 0) return { code: first.code, flaky: [] };
  console.log(`\nonce more: ${again.join(', ')}`);
  // The report that was asked for is of the whole run.
  const { code, failures } = await runOnce(again, 'second.json', { UNIT_REPORT: undefined });
  return { code, flaky: failures === null ? [] : flakyLines(first.failures, failures) };
}
