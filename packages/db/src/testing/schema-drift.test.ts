import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { testProgramEnvironment } from './env';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

// Prisma answers with exit code 2, and so with an exception, when there is a difference.
it('has a migration for everything in the schema', { timeout: 180_000 }, async () => {
  const args = ['migrate', 'diff', '--from-migrations', 'prisma/migrations', '--to-schema', 'prisma/schema.prisma'];
  const { stdout } = await promisify(execFile)('node_modules/.bin/prisma', [...args, '--exit-code'], {
    cwd: root,
    env: testProgramEnvironment(),
  }).catch((failed: { stdout: string; message: string }) => ({ stdout: `${failed.stdout}${failed.message}` }));
  expect(stdout).toContain('No difference detected');
});
