import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { bundleProgram } from '../bundle-program';
import { REPOSITORY_ROOT } from '../root';
import type { BenchContext } from './context';
import { compared, type Measurement, measured, notMeasured, spreadOf } from './measurement';
import { installPythonPeer, PeerMissingError } from './peers';
import { type BenchProgram, startProgram } from './program';
import { interleave } from './rounds';

const packages = ['scikit-learn==1.9.1', 'pandas==3.1.1', 'numpy==2.4.6'];
const peerName = 'scikit-learn HGB';
const bench = 'trees';
const mostRatio = 1.5;
const leastAccuracy = 0.868;
const fixedRounds = 100;
const claims = {
  same: { bench, unit: 'ms', claim: `boosted trees on adult, ${fixedRounds} rounds on both sides, one thread: fit` },
  defaults: { bench, unit: 'ms', claim: 'boosted trees on adult, nobody touched a setting, one thread: fit' },
  accuracy: { bench, unit: '', claim: 'boosted trees on adult, nobody touched a setting: test accuracy' },
};
const loadedSchema = z.object({ rows: z.number(), columns: z.number(), version: z.string() });
const fitSchema = z.object({ ms: z.number(), accuracy: z.number(), auc: z.number(), rounds: z.number() });
type Fit = z.output<typeof fitSchema>;

/** Our trainer against scikit-learn's on adult's given split: the same rows, one thread each, in turn. */
export async function benchTrees(context: BenchContext): Promise<Measurement[]> {
  const folder = path.join(REPOSITORY_ROOT, '..', 'shared', 'data', 'adult');
  const tables = { train: path.join(folder, 'adult_train.csv'), test: path.join(folder, 'adult_test.csv') };
  if (!existsSync(tables.train) || !existsSync(tables.test))
    return noneMeasured(`the adult tables are not in ${folder}`);
  const python = await installPythonPeer('scikit-learn', packages, context.log).catch((error: unknown) => {
    if (error instanceof PeerMissingError) return error;
    throw error;
  });
  const ours = startProgram(process.execPath, [await bundleProgram('apps/worker/src/runtimes/testing/bench-fit.ts')]);
  try {
    const loaded = await ours.ask(loadedSchema, { do: 'load', ...tables, target: 'income' });
    if (python instanceof PeerMissingError) return await measureAlone(context, { ours, reason: python.message });
    const peer = startPeer(python);
    try {
      const theirs = await peer.ask(loadedSchema, { do: 'load', ...tables, target: 'income' });
      if (theirs.rows !== loaded.rows || theirs.columns !== loaded.columns)
        throw new Error(`the sides read different tables: ${JSON.stringify({ loaded, theirs })}`);
      context.versions['scikit-learn'] = theirs.version;
      return await compareFits(context, { ours, peer });
    } finally {
      await peer.close();
    }
  } finally {
    await ours.close();
  }
}

function startPeer(python: string): BenchProgram {
  const script = path.join(REPOSITORY_ROOT, 'scripts/bench/peers/hist-gradient-boosting.py');
  return startProgram(python, [script], { variables: { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' } });
}

async function compareFits(
  context: BenchContext,
  { ours, peer }: { ours: BenchProgram; peer: BenchProgram },
): Promise<Measurement[]> {
  const compare = async (claim: (typeof claims)['same'], rounds: number | null) => {
    context.log(claim.claim);
    const seen = await interleave(
      { ours: () => fitOnce(ours, rounds), peer: () => fitOnce(peer, rounds) },
      context.rounds,
    );
    const details = { ours: factsOf(seen.ours), peer: factsOf(seen.peer) };
    const times = { ours: seen.ours.map(({ ms }) => ms), peer: seen.peer.map(({ ms }) => ms) };
    return { row: compared({ ...claim, ...times, peerName, mostRatio, details }), fits: seen.ours };
  };
  const same = await compare(claims.same, fixedRounds);
  const defaults = await compare(claims.defaults, null);
  return [same.row, defaults.row, accuracyOf(defaults.fits)];
}

async function measureAlone(
  context: BenchContext,
  { ours, reason }: { ours: BenchProgram; reason: string },
): Promise<Measurement[]> {
  const { ours: fits } = await interleave({ ours: () => fitOnce(ours, null) }, context.rounds);
  const bar = `<= ${mostRatio}x ${peerName}`;
  const details = { ours: factsOf(fits) };
  return [
    ...[claims.same, claims.defaults].map((claim) => notMeasured({ ...claim, bar, reason, details })),
    accuracyOf(fits),
  ];
}

function fitOnce(program: BenchProgram, rounds: number | null): Promise<Fit> {
  return program.ask(fitSchema, { do: 'fit', rounds });
}

function accuracyOf(fits: readonly Fit[]): Measurement {
  return measured({ ...claims.accuracy, values: fits.map(({ accuracy }) => accuracy), least: leastAccuracy });
}

function factsOf(fits: readonly Fit[]): Record<string, unknown> {
  const [first] = fits;
  return { rounds: first?.rounds, accuracy: first?.accuracy, auc: first?.auc, ms: spreadOf(fits.map(({ ms }) => ms)) };
}

function noneMeasured(reason: string): Measurement[] {
  const ratio = `<= ${mostRatio}x ${peerName}`;
  return [
    notMeasured({ ...claims.same, bar: ratio, reason }),
    notMeasured({ ...claims.defaults, bar: ratio, reason }),
    notMeasured({ ...claims.accuracy, bar: `>= ${leastAccuracy}`, reason }),
  ];
}
