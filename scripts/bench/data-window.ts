import { type BenchContext, withFolder } from './context';
import { dataProgram, rowsOf } from './data-program';
import { type Measurement, measured } from './measurement';

const bench = 'data-window';
const mostMs = 300;
const windowsPerRound = 5;
/** Spreads the places over the table without chance. */
const stride = 0.618;

/** Windows at places all over a landed table, each as a child answers it. */
export async function benchDataWindow(context: BenchContext): Promise<Measurement[]> {
  return withFolder('data-window', async (folder) => {
    const program = await dataProgram(folder);
    const rows = rowsOf(context);
    await program.make(rows);
    const { table } = await program.land({ profile: false });
    const count = windowsPerRound * (context.rounds + 1);
    const offsets = Array.from({ length: count }, (_, at) => Math.floor((rows - 200) * ((at * stride) % 1)));
    context.log(`${count} windows of 200 rows on ${rows} rows`);
    const times = (await program.windows(table, offsets)).slice(windowsPerRound); // the first ones warm up
    return [
      measured({
        bench,
        unit: 'ms',
        claim: `window of 200 rows anywhere in ${rows.toLocaleString('en-US')} rows`,
        values: times,
        most: mostMs,
      }),
    ];
  });
}
