/** proves what is promised and prints claim, figure, bar and verdict: npm run verify -- spine [--only PART] [--json] */
import { parseArgs } from 'node:util';
import { createLog } from '../log';
import { formatChecks } from '../verify/check';
import { type PartName, partNames, runVerify } from '../verify/run-verify';

const proofs = ['spine'];

export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      only: { type: 'string', multiple: true },
      json: { type: 'boolean', default: false },
      short: { type: 'boolean', default: false },
      'with-test': { type: 'boolean', default: false },
    },
  });
  const [proof = 'spine', ...rest] = positionals;
  if (rest.length > 0) throw new Error(`Not understood: ${rest.join(' ')}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1)); // runs what cleans up
  if (!proofs.includes(proof)) throw new Error(`There is no proof "${proof}"; there is ${proofs.join(', ')}.`);
  const checks = await runVerify({
    only: chooseParts(values.only),
    short: values.short,
    withTest: values['with-test'],
    log: createLog('verify', console.error),
  });
  const short = checks.some(({ verdict }) => verdict === 'short');
  console.log(values.json ? JSON.stringify({ proof, pass: !short, checks }) : `\n${formatChecks(checks)}`);
  process.exit(short ? 1 : 0);
}

/** `--only a,b` or `--only a --only b`; everything when absent. */
function chooseParts(only: string[] | undefined): PartName[] {
  if (only === undefined) return [...partNames];
  const wanted = only.flatMap((text) => text.split(',')).map((name) => name.trim());
  const unknown = wanted.find((name) => !partNames.some((one) => one === name));
  if (unknown !== undefined) throw new Error(`There is no part "${unknown}" (--only takes ${partNames.join(', ')}).`);
  return partNames.filter((name) => wanted.includes(name));
}
