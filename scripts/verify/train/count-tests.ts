import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { withFolder } from '../../bench/context';
import { REPOSITORY_ROOT } from '../../root';
import { type Check, checked } from '../check';
import { runCommand } from '../run-command';
import type { Claim } from './claims';

const reportSchema = z.object({
  testResults: z.array(z.object({ assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })) })),
});

/** Runs a file of tests and counts those whose full name begins so: as many of them must pass as there are. */
export async function countTests(claim: Claim & { part: string }, file: string, named: RegExp): Promise<Check> {
  return withFolder('count-tests', async (folder) => {
    const report = path.join(folder, 'report.json');
    const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
    await runCommand(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', file, ...reporters], {
      folder: REPOSITORY_ROOT,
    });
    const { testResults } = reportSchema.parse(JSON.parse(readFileSync(report, 'utf8')));
    const tests = testResults.flatMap((one) => one.assertionResults).filter(({ fullName }) => named.test(fullName));
    const failed = tests.filter(({ status }) => status !== 'passed').map(({ fullName }) => fullName);
    const figure = `${tests.length - failed.length} of ${tests.length}`;
    const note = failed.length === 0 ? {} : { note: failed.join('; ') };
    return checked({ ...claim, figure, pass: tests.length > 0 && failed.length === 0, ...note });
  });
}
