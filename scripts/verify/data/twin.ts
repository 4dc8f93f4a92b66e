import { z } from 'zod';
import { startProgram } from '../../bench/program';
import { bundleProgram } from '../../bundle-program';
import { type Check, checked } from '../check';
import type { VerifyContext } from '../context';

const part = 'twin';
const wholeRows = 1_000_000;
const shortRows = 50_000;
const mostSeconds = 900;
/** What the program holds of the table at a time. */
const rowsAtOnce = 2_000;

const answerSchema = z.object({
  rows: z.number(),
  cells: z.number(),
  filled: z.number(),
  expressions: z.number(),
  differences: z.number(),
  shown: z.array(z.string()),
});

/** Random expressions over random, hostile rows: once as SQL, once by the row function, cell by cell. */
export async function verifyTwin({ short, seed, log }: VerifyContext): Promise<Check[]> {
  const wanted = short ? shortRows : wholeRows;
  log(`${wanted} random rows in SQL and in the row function (seed ${seed})`);
  const program = startProgram(process.execPath, [await bundleProgram('apps/worker/src/data/testing/twin-rows.ts')]);
  const begun = performance.now();
  try {
    const request = { rows: wanted, rowsAtOnce, seed, seconds: mostSeconds };
    const { rows, cells, filled, expressions, differences, shown } = await program.ask(answerSchema, request);
    const enough = rows >= wanted && filled > cells / 4;
    const took = `${Math.round((performance.now() - begun) / 1000)} s, ${count(rowsAtOnce)} rows in memory at a time`;
    const late = rows < wanted ? [`only ${rows} rows were done in ${mostSeconds} s`] : [];
    const note = [took, ...late, ...shown].join('; ');
    return [
      checked({
        part,
        claim: `${count(wanted)} random rows: SQL equals row function (seed ${seed})`,
        figure: `${differences} differences in ${count(rows)} rows (${count(cells)} cells of ${count(expressions)} expressions, ${count(filled)} not empty)`,
        bar: '0 differences',
        pass: enough && differences === 0,
        note,
      }),
    ];
  } finally {
    await program.close();
  }
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
