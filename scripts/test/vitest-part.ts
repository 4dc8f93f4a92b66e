import { migrateDatabase } from '../apply-migrations';
import { runTool, tryTasks } from '../build';
import { startPostgres } from '../embedded-postgres';
import { MIGRATIONS_FOLDER } from '../root';
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
    const vitest = await runTool('vitest', ['run', ...paths], { variables, signal });
    return outcomeOf({ 'worker build': build.code, vitest: vitest.code });
  } finally {
    await server.stop();
  }
}
