/** proves what is promised and prints claim, figure, bar and verdict: npm run verify -- spine|data|train [--only PART] [--short] [--json] */
import { createLog } from '../log';
import { exitCodeOf, formatChecks } from '../verify/check';
import { parseVerifyRequest } from '../verify/parse-request';
import { runVerify } from '../verify/run-verify';

export async function run(args: string[]): Promise<void> {
  const { json, ...request } = parseVerifyRequest(args);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1)); // runs what cleans up
  const checks = await runVerify({ ...request, log: createLog('verify', console.error) });
  const code = exitCodeOf(checks);
  console.log(json ? JSON.stringify({ proof: request.proof, pass: code === 0, checks }) : `\n${formatChecks(checks)}`);
  process.exit(code);
}
