import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { withFolder } from '../bench/context';
import { installPythonPeer, PeerMissingError } from '../bench/peers';
import type { Log } from '../log';
import { projectKey } from '../quickstart/project-key';
import { REPOSITORY_ROOT } from '../root';
import { attempt, type Check, checked, skipped } from '../verify/check';
import type { VerifyContext } from '../verify/context';
import { runCommand } from '../verify/run-command';
import { trainClaims, withUnshown } from '../verify/train/claims';
import type { Claim } from '../verify/unshown';

const part = 'mlflow';
const folder = path.join(REPOSITORY_ROOT, 'scripts', 'interop');
const replay = 'apps/web/src/server/mlflow/replay.test.ts';

/** What mlflow-client.py writes about itself. */
export const clientReportSchema = z.object({
  version: z.string(),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), why: z.string() })),
});
export type ClientReport = z.output<typeof clientReportSchema>;

/** The unmodified client against a running product, and what it was once recorded to send, replayed without Python. */
export async function verifyMlflow(context: VerifyContext): Promise<Check[]> {
  const [client, recorded] = trainClaims.mlflow.map((claim) => ({ part, ...claim }));
  if (client === undefined || recorded === undefined) throw new Error('the claims about MLflow are gone');
  return withUnshown(part, [
    ...(await attempt(client, async () => [await runClient(context, client)])),
    ...(await attempt(recorded, async () => [await runReplay(context, recorded)])),
  ]);
}

async function runClient(context: VerifyContext, claim: Claim & { part: string }): Promise<Check> {
  const python = await installMlflow(context.log);
  if (typeof python !== 'string') return skipped({ ...claim, note: `MLflow is not there: ${python.message}` });
  const product = await context.product();
  const { key } = await projectKey(product, 'MLflow');
  return withFolder('mlflow', async (scratch) => {
    const report = path.join(scratch, 'report.json');
    const variables = {
      MLFLOW_TRACKING_URI: `${product.webUrl}/mlflow`,
      MLFLOW_TRACKING_TOKEN: key,
      // A refusal that a client tries again for minutes is a fault of ours, and must be seen as one.
      MLFLOW_HTTP_REQUEST_MAX_RETRIES: '1',
      MLFLOW_DISABLE_TELEMETRY: 'true',
      MILLRACE_REPORT: report,
    };
    await runCommand(python, [path.join(folder, 'mlflow-client.py')], { folder: scratch, variables });
    return judgeReport(claim, clientReportSchema.parse(JSON.parse(readFileSync(report, 'utf8'))));
  });
}

/** The line of the client: all of its checks hold, or it is short with those that do not. */
export function judgeReport(
  claim: Claim & { part: string },
  { version, checks }: ClientReport,
  client = 'mlflow',
): Check {
  const failed = checks.filter(({ ok }) => !ok);
  const reasons = failed.map(({ name, why }) => `${name}: ${why}`);
  return checked({
    ...claim,
    figure: `${checks.length - failed.length} of ${checks.length} checks`,
    pass: checks.length > 0 && failed.length === 0,
    note: [`${client} ${version}`, ...reasons].join('; '),
  });
}

async function runReplay({ log }: VerifyContext, claim: Claim & { part: string }): Promise<Check> {
  log(`tests of ${replay}`);
  const args = ['scripts/millrace.mjs', 'test', replay];
  const { code, seconds, tail } = await runCommand(process.execPath, args, { folder: REPOSITORY_ROOT });
  const note = code === 0 ? {} : { note: tail.split('\n').slice(-3).join(' ') };
  return checked({ ...claim, figure: `exit code ${code}, ${seconds.toFixed(0)} s`, pass: code === 0, ...note });
}

/** Python of the environment that holds MLflow; why there is none, where pip cannot install it. */
async function installMlflow(log: Log): Promise<string | PeerMissingError> {
  return installPythonPeer('mlflow', mlflowPackages(), log).catch((error: unknown) => {
    if (!(error instanceof PeerMissingError)) throw error;
    log(`MLFLOW CANNOT BE HAD, its client is not run: ${error.message}`);
    return error;
  });
}

/** The packages of `mlflow-requirements.txt`, each with its one version. */
export function mlflowPackages(): string[] {
  const lines = readFileSync(path.join(folder, 'mlflow-requirements.txt'), 'utf8').split('\n');
  return lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
}
