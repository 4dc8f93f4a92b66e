import { type BenchContext, withFolder } from './context';
import { type DataProgram, dataProgram, rowsOf } from './data-program';
import { compared, type Measurement, measured, notMeasured, spreadOf } from './measurement';
import { interleave } from './rounds';

const bench = 'data-land';
/** It packs as ours does: version 1 of the format is another amount of work. */
const peerName = 'DuckDB by hand, Parquet v2';
const mostRatio = 1.3;
const mostMegabytes = 2048;
const expectedTypes = { id: 'integer', at: 'timestamp', shop: 'text', amount: 'number', pieces: 'integer' };

/** A large CSV file to typed Parquet: the landing of an upload against read_csv with given types and COPY. */
export async function benchDataLand(context: BenchContext): Promise<Measurement[]> {
  return withFolder('data-land', async (folder) => {
    const program = await dataProgram(folder);
    const rows = rowsOf(context);
    const { bytes } = await program.make(rows);
    const size = `${rows.toLocaleString('en-US')} rows / ${Math.round(bytes / 1e6)} MB`;
    context.log(`CSV of ${size} to typed Parquet, ours and by hand`);
    const { ours, peer, older } = await interleave(
      {
        ours: () => landOnce(program, rows),
        peer: () => byHandOnce(program, { newest: true }),
        older: () => byHandOnce(program, { newest: false }),
      },
      context.rounds,
      context.log,
    );
    const whole = await landOnce(program, rows, { profile: true });
    return judgeLanding({ size, ours, peer, older, profileMs: whole.profileMs ?? Number.NaN });
  });
}

type Round = { ms: number; cpuMs: number; peakMegabytes: number | null; bytes: number };

/** @param o `peer` writes the version of the format that ours does, `older` version 1, which is only told */
export function judgeLanding(o: {
  size: string;
  ours: readonly Round[];
  peer: readonly Round[];
  older: readonly Round[];
  profileMs: number;
}): Measurement[] {
  const { size, ours, peer, older, profileMs } = o;
  const median = (rounds: readonly Round[], of: (round: Round) => number) =>
    Math.round(spreadOf(rounds.map(of)).median);
  const cpu = [ours, peer, older].map((rounds) => median(rounds, ({ cpuMs }) => cpuMs));
  const olderMs = median(older, ({ ms }) => ms);
  const megabytes = ours.flatMap(({ peakMegabytes }) => (peakMegabytes === null ? [] : [peakMegabytes]));
  const peerMegabytes = peer.flatMap(({ peakMegabytes }) => (peakMegabytes === null ? [] : [peakMegabytes]));
  const memory = { bench, unit: 'MB', claim: `CSV of ${size} to typed Parquet: peak memory of the child` };
  return [
    compared({
      bench,
      unit: 'ms',
      claim: `CSV of ${size} to typed Parquet`,
      ours: ours.map(({ ms }) => ms),
      peer: peer.map(({ ms }) => ms),
      peerName,
      mostRatio,
      note: [
        'ours has row numbers and checks every cell',
        `by hand as Parquet v1: ${olderMs} ms`,
        `work of all cores: ours ${cpu[0]} ms, by hand ${cpu[1]} ms, as v1 ${cpu[2]} ms`,
        `the profile that an upload waits for takes ${Math.round(profileMs)} ms more`,
      ].join('; '),
      details: { profileMs, olderMs, bytes: ours[0]?.bytes, bytesByHand: peer[0]?.bytes },
    }),
    megabytes.length === 0
      ? notMeasured({
          ...memory,
          bar: `<= ${mostMegabytes} MB`,
          reason: 'this system does not tell how much memory a process had',
        })
      : measured({
          ...memory,
          values: megabytes,
          most: mostMegabytes,
          ...(peerMegabytes.length === 0 ? {} : { note: `${Math.round(spreadOf(peerMegabytes).median)} MB by hand` }),
        }),
  ];
}

async function landOnce(program: DataProgram, rows: number, o = { profile: false }) {
  const landed = await program.land(o);
  program.forget(landed.table);
  const types = JSON.stringify(landed.types);
  if (landed.rows !== rows || landed.rejected > 0 || types !== JSON.stringify(expectedTypes))
    throw new Error(`landed ${landed.rows} rows, ${landed.rejected} cells or lines refused, as ${types}`);
  return landed;
}

async function byHandOnce(program: DataProgram, o: { newest: boolean }) {
  const made = await program.byHand(o);
  program.forget(made.table);
  return made;
}
