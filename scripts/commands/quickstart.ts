/** lands a table, trains three models, deploys the best and scores 100 rows: npm run quickstart -- FILE --target COLUMN [--json] */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createLog } from '../log';
import { columnsOfFile, targetProblem } from '../quickstart/check-target';
import { printReport } from '../quickstart/print-report';
import { runQuickstart } from '../quickstart/run-quickstart';
import { ensureRunning } from '../supervisor/ensure-running';

export async function run(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      target: { type: 'string' },
      json: { type: 'boolean', default: false },
      seed: { type: 'string', default: '20' },
      rows: { type: 'string', default: '100' },
      name: { type: 'string' },
      project: { type: 'string', default: 'Quickstart' },
    },
  });
  const [given] = positionals;
  if (given === undefined || values.target === undefined) {
    throw new Error('Say which file and which column: npm run quickstart -- FILE --target COLUMN [--json]');
  }
  const file = path.resolve(process.env.INIT_CWD ?? '.', given);
  if (!existsSync(file)) throw new Error(`There is no file ${file}.`);
  // Before anything starts: landing a large file to find a slip of the pen takes minutes.
  const columns = await columnsOfFile(file);
  const problem = columns === null ? null : targetProblem(values.target, columns);
  if (problem !== null) throw new Error(`${problem} Say it with --target.`);
  const log = createLog('quickstart', console.error);
  const product = await ensureRunning({ log });
  try {
    const report = await runQuickstart(product, {
      file,
      target: values.target,
      project: values.project,
      seed: Number(values.seed),
      rows: Number(values.rows),
      log,
      ...(values.name === undefined ? {} : { name: values.name }),
    });
    if (values.json) console.log(JSON.stringify(report));
    else printReport(report, { stays: !product.startedHere });
  } finally {
    await product.stop();
  }
}
