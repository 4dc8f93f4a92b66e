import { type BenchContext, withFolder } from './context';
import { dataProgram, rowsOf } from './data-program';
import { type Measurement, measured } from './measurement';

const bench = 'data-window';
const mostMs = 300;
const windowsPerRound = 5;
/** Spreads the places over the table without chance. */
const stride = 0.618;

type Kind = {
  what: string;
  asked: (offset: number, at: number) => object;
  order: string | null;
  /** Rows it finds at least. */
  found?: number;
  note?: string;
};

/** Windows all over a landed table, plain, filtered and sorted, each as a child answers it. */
export async function benchDataWindow(context: BenchContext): Promise<Measurement[]> {
  return withFolder('data-window', async (folder) => {
    const program = await dataProgram(folder);
    const rows = rowsOf(context);
    await program.make(rows);
    const { table } = await program.land({ profile: false });
    const count = windowsPerRound * (context.rounds + 1);
    const offsets = Array.from({ length: count }, (_, at) => Math.floor((rows - 200) * ((at * stride) % 1)));
    context.log(`${count} windows of 200 rows on ${rows} rows, of four kinds`);
    const { path: order, ms: orderMs } = await program.order(table, 'amount');
    const kinds: readonly Kind[] = [
      { what: 'anywhere', asked: (offset: number) => ({ offset }), order: null },
      {
        what: 'of one word of 900',
        asked: (_: number, at: number) => ({ filters: [{ column: 'shop', op: 'is', value: `shop-${at}` }] }),
        order: null,
        found: rows / 900 / 2,
      },
      { what: 'sorted by a number, its first rows', asked: () => ({ sort: 'amount' }), order: null },
      {
        what: 'sorted by a number, anywhere, after the first time',
        asked: (offset: number) => ({ sort: 'amount', offset }),
        order,
        note: `the first time keeps the order, which takes ${Math.round(orderMs)} ms`,
      },
    ];
    const lines: Measurement[] = [];
    for (const kind of kinds) {
      if (kind.found !== undefined && kind.found < 200) continue; // the short table has too few of them
      const times = await program.windows(table, offsets.map(kind.asked), kind.order);
      lines.push(
        measured({
          bench,
          unit: 'ms',
          claim: `window of 200 rows ${kind.what} in ${rows.toLocaleString('en-US')} rows`,
          values: times.slice(windowsPerRound), // the first ones warm up
          most: mostMs,
          ...(kind.note === undefined ? {} : { note: kind.note }),
        }),
      );
    }
    return lines;
  });
}
