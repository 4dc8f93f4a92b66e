/** measures speed and memory against the bars and the peers named, prints a table and keeps the raw results as JSON */
import { parseArgs } from 'node:util';
import { formatReport } from '../bench/print-table';
import { type BenchName, benchNames, runBench, saveReport } from '../bench/run-bench';
import { createLog } from '../log';

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', multiple: true },
      short: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const report = await runBench({
    only: chooseBenches(values.only),
    short: values.short,
    log: createLog('bench', console.error),
  });
  const file = await saveReport(report);
  console.log(values.json ? JSON.stringify(report) : `\n${formatReport(report)}\n\nraw results: ${file}`);
  const { failures, measurements } = report;
  process.exit(failures.length === 0 && measurements.every(({ verdict }) => verdict === 'pass') ? 0 : 1);
}

/** `--only a,b` or `--only a --only b`; everything when absent. */
function chooseBenches(only: string[] | undefined): BenchName[] {
  if (only === undefined) return [...benchNames];
  const wanted = only.flatMap((text) => text.split(',')).map((name) => name.trim());
  const unknown = wanted.find((name) => !benchNames.some((one) => one === name));
  if (unknown !== undefined) throw new Error(`There is no bench "${unknown}" (--only takes ${benchNames.join(', ')}).`);
  return benchNames.filter((name) => wanted.includes(name));
}
