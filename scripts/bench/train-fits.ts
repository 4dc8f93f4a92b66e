import { z } from 'zod';
import { bundleProgram } from '../bundle-program';
import { type BenchContext, withFolder } from './context';
import { compared, type Measurement, measured, notMeasured } from './measurement';
import type { BenchProgram } from './program';
import { startProgram } from './program';
import { interleave } from './rounds';
import { installTrainPeers, startTrainPeer } from './train-peers';

const threads = 2;
const columns = 20;
/** The same knob on both sides: one fit scatters by 0.001, so quality is judged on the mean of these. */
const variants = [251, 252, 253, 254, 255];
const mostBehind = 0.002;

const madeSchema = z.object({ rows: z.number() });
const loadedSchema = z.object({ rows: z.number(), versions: z.record(z.string(), z.string()) });
const fitSchema = z.object({ ms: z.number(), auc: z.number() });
type Fit = z.output<typeof fitSchema>;

type Sides = { ours: BenchProgram; peer: BenchProgram };

const trees = [
  { title: '100,000 x 20', rows: 100_000, testRows: 50_000, trees: 300 },
  { title: '1,000,000 x 20', rows: 1_000_000, testRows: 50_000, trees: 100 },
];
const net = { rows: 22_792, testRows: 9_769, columns: 108, layers: 2, width: 64, epochs: 10, batch: 200 };

function treeClaims({ title }: { title: string }) {
  const bench = 'train-trees';
  return {
    fit: { bench, unit: 'ms', claim: `boosted trees, ${title}, two threads: fit` },
    auc: { bench, unit: '', claim: `boosted trees, ${title}: mean AUC of ${variants.length} variants a side` },
  };
}
const netClaim = { bench: 'train-nets', unit: 'ms', claim: 'small dense net, 108-64-32-1: fit of 10 epochs' };
const treeBars = { fit: '<= 1.0x LightGBM', auc: `within ${mostBehind} of LightGBM` };
/** 1.5 times the rows in the same time. */
const mostNetRatio = 1 / 1.5;

/** Boosted trees beside LightGBM on the same made rows, both on two threads, in turn. */
export function benchTrainTrees(context: BenchContext): Promise<Measurement[]> {
  return withSides(context, {
    missing: (reason) =>
      trees.flatMap((work) => {
        const { fit, auc } = treeClaims(work);
        return [notMeasured({ ...fit, bar: treeBars.fit, reason }), notMeasured({ ...auc, bar: treeBars.auc, reason })];
      }),
    async measure(sides, folder) {
      const rows: Measurement[] = [];
      for (const work of trees) {
        const sized = context.short ? { ...work, rows: work.rows / 10, trees: work.trees / 10 } : work;
        await load(context, sides, { folder, columns, ...sized });
        rows.push(...(await compareTrees(context, sides, { title: work.title, trees: sized.trees })));
      }
      return rows;
    },
  });
}

async function compareTrees(
  context: BenchContext,
  { ours, peer }: Sides,
  work: { title: string; trees: number },
): Promise<Measurement[]> {
  const claims = treeClaims(work);
  context.log(claims.fit.claim);
  let turn = { ours: 0, peer: 0 };
  // Each round takes the next variant, so that the rounds are the variants.
  const ask = (side: keyof Sides, program: BenchProgram) => () => {
    const bins = variants[turn[side]++ % variants.length];
    return program.ask(fitSchema, { do: 'trees', trees: work.trees, bins, threads });
  };
  const rounds = Math.max(context.rounds, variants.length);
  const seen = await interleave({ ours: ask('ours', ours), peer: ask('peer', peer) }, rounds, context.log);
  turn = { ours: 0, peer: 0 };
  const ms = (fits: readonly Fit[]) => fits.map((fit) => fit.ms);
  const behind = meanAuc(seen.peer) - meanAuc(seen.ours);
  const note = `ours ${meanAuc(seen.ours).toFixed(4)}, LightGBM ${meanAuc(seen.peer).toFixed(4)}`;
  return [
    compared({ ...claims.fit, ours: ms(seen.ours), peer: ms(seen.peer), peerName: 'LightGBM', mostRatio: 1 }),
    { ...measured({ ...claims.auc, values: [behind], most: mostBehind, note }), bar: treeBars.auc },
  ];
}

function meanAuc(fits: readonly Fit[]): number {
  return fits.reduce((sum, { auc }) => sum + auc, 0) / fits.length;
}

/** A small dense net beside scikit-learn's on rows of adult's size after one-hot encoding. */
export function benchTrainNets(context: BenchContext): Promise<Measurement[]> {
  return withSides(context, {
    missing: (reason) => [notMeasured({ ...netClaim, bar: `<= ${mostNetRatio.toFixed(2)}x scikit-learn MLP`, reason })],
    async measure(sides, folder) {
      const { rows, testRows, columns: width, ...settings } = net;
      await load(context, sides, { folder, rows, testRows, columns: width });
      context.log(netClaim.claim);
      const request = { do: 'net', ...settings };
      const ask = (program: BenchProgram) => () => program.ask(fitSchema, request);
      const seen = await interleave({ ours: ask(sides.ours), peer: ask(sides.peer) }, context.rounds, context.log);
      const ms = (fits: readonly Fit[]) => fits.map((fit) => fit.ms);
      const perSecond = (fits: readonly Fit[]) => Math.round((rows * net.epochs * 1000) / (ms(fits)[0] ?? Number.NaN));
      const note = `rows a second: ours ${perSecond(seen.ours)}, scikit-learn ${perSecond(seen.peer)}; AUC ${meanAuc(seen.ours).toFixed(3)}, ${meanAuc(seen.peer).toFixed(3)}`;
      const peerName = 'scikit-learn MLP';
      return [
        compared({ ...netClaim, ours: ms(seen.ours), peer: ms(seen.peer), peerName, mostRatio: mostNetRatio, note }),
      ];
    },
  });
}

async function load(
  context: BenchContext,
  { ours, peer }: Sides,
  work: { folder: string; rows: number; testRows: number; columns: number },
): Promise<void> {
  const { folder, rows, testRows } = work;
  await ours.ask(madeSchema, { do: 'make', rows, testRows, columns: work.columns, folder });
  const loaded = await peer.ask(loadedSchema, { do: 'load', folder, columns: work.columns });
  if (loaded.rows !== rows) throw new Error(`the peer read ${loaded.rows} rows of ${rows}`);
  Object.assign(context.versions, loaded.versions);
}

/** Both programs on one folder of rows; where the peers cannot be installed, the reason for each line. */
async function withSides(
  context: BenchContext,
  o: { missing(reason: string): Measurement[]; measure(sides: Sides, folder: string): Promise<Measurement[]> },
): Promise<Measurement[]> {
  const python = await installTrainPeers(context.log);
  if (typeof python !== 'string') return o.missing(python.message);
  const program = await bundleProgram('apps/worker/src/runtimes/testing/bench-large-fit.ts');
  const ours = startProgram(process.execPath, [program]);
  const peer = startTrainPeer({ python, script: 'large-fits.py', threads });
  try {
    return await withFolder('made-rows', (folder) => o.measure({ ours, peer }, folder));
  } finally {
    await ours.close();
    await peer.close();
  }
}
