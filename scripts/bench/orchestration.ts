import { copyFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { migrateDatabase } from '../apply-migrations';
import { bundleProgram } from '../bundle-program';
import { type EmbeddedPostgres, startPostgres } from '../embedded-postgres';
import { MIGRATIONS_FOLDER, REPOSITORY_ROOT } from '../root';
import { type BenchContext, withFolder } from './context';
import { compared, type Measurement, measured, notMeasured } from './measurement';
import { makeDataFolder } from './own-product';
import { installNpmPeer, PeerMissingError } from './peers';
import { type BenchProgram, startProgram } from './program';
import { interleave } from './rounds';

const dbosVersion = '5.3.0';
const peerName = `DBOS ${dbosVersion}`;
const runSchema = z.object({ ms: z.number(), recorded: z.number(), status: z.string() });
const bench = 'orchestration';
const chainSteps = 200;
const fanSteps = 1_000;
/** One process on both sides; a chain has one step at a time, of a fan DBOS runs all at once. */
const chain = { shape: 'chain', steps: chainSteps, slots: 1 } as const;
const fan = { shape: 'fan', steps: fanSteps, slots: 32 } as const;
const claims = {
  chain: { bench, unit: 'ms/step', claim: `empty chain of ${chainSteps} steps, all recorded, fsync on` },
  fan: { bench, unit: 'ms', claim: `fan-out to ${fanSteps} steps and back in` },
  child: { bench, unit: 'ms/step', claim: `chain of ${chainSteps} steps in a warm child, a 4 kB file each` },
};

/** Run protocol against DBOS on one Postgres server, and with real children and files alone. */
export async function benchOrchestration(context: BenchContext): Promise<Measurement[]> {
  const dir = makeDataFolder('bench-postgres');
  const server = await startPostgres({ dir });
  try {
    const url = await server.createDatabase('millrace_bench');
    await migrateDatabase({ databaseUrl: url, folder: MIGRATIONS_FOLDER, queue: false });
    return [...(await compareWithDbos(context, { server, url })), await measureChildren(context, url)];
  } finally {
    await server.stop();
    rmSync(server.folder, { recursive: true, force: true });
    rmSync(dir, { recursive: true, force: true });
  }
}

async function compareWithDbos(
  context: BenchContext,
  { server, url }: { server: EmbeddedPostgres; url: string },
): Promise<Measurement[]> {
  const folder = await installNpmPeer(`dbos-${dbosVersion}`, [`@dbos-inc/dbos-sdk@${dbosVersion}`], context.log).catch(
    (error: unknown) => {
      if (error instanceof PeerMissingError) return error;
      throw error;
    },
  );
  if (folder instanceof PeerMissingError) {
    const bar = `<= 1.0x ${peerName}`;
    return [claims.chain, claims.fan].map((claim) => notMeasured({ ...claim, bar, reason: folder.message }));
  }
  context.versions.dbos = dbosVersion;
  const program = path.join(folder, 'dbos-runs.mjs');
  copyFileSync(path.join(REPOSITORY_ROOT, 'scripts/bench/peers/dbos-runs.mjs'), program);
  const peerUrl = await server.createDatabase('dbos_bench');
  const peer = startProgram(process.execPath, [program, JSON.stringify({ url: peerUrl })], { cwd: folder });
  try {
    const results: Measurement[] = [];
    for (const run of [chain, fan]) {
      const argument = { url, childPath: null, slots: run.slots };
      results.push(await withOurs(argument, (ours) => compareRuns(context, { ours, peer, ...run })));
    }
    return results;
  } finally {
    await peer.close();
  }
}

async function compareRuns(
  context: BenchContext,
  o: { ours: BenchProgram; peer: BenchProgram; shape: 'chain' | 'fan'; steps: number },
): Promise<Measurement> {
  const { ours, peer } = o;
  const run = { shape: o.shape, steps: o.steps };
  context.log(`${claims[o.shape].claim}, against ${peerName}`);
  const seen = await interleave({ ours: () => runOnce(ours, run), peer: () => runOnce(peer, run) }, context.rounds);
  const share = o.shape === 'chain' ? 1 / o.steps : 1;
  const scale = (values: number[]) => values.map((ms) => ms * share);
  return compared({ ...claims[o.shape], ours: scale(seen.ours), peer: scale(seen.peer), peerName, mostRatio: 1 });
}

async function measureChildren(context: BenchContext, url: string): Promise<Measurement> {
  context.log(claims.child.claim);
  const childPath = path.join(REPOSITORY_ROOT, 'apps/worker/src/execution/testing/bench-child.mjs');
  return withOurs({ url, childPath, slots: chain.slots }, async (ours) => {
    const run = { shape: 'chain', steps: chainSteps } as const;
    const seen = await interleave({ ours: () => runOnce(ours, run) }, context.rounds);
    return measured({ ...claims.child, values: seen.ours.map((ms) => ms / chainSteps), most: 8 });
  });
}

async function withOurs<T>(
  argument: { url: string; childPath: string | null; slots: number },
  work: (program: BenchProgram) => Promise<T>,
): Promise<T> {
  const program = await bundleProgram('apps/worker/src/execution/testing/bench-runs.ts');
  return withFolder('bench-runs', async (folder) => {
    const ours = startProgram(process.execPath, [program, JSON.stringify({ ...argument, folder })]);
    try {
      return await work(ours);
    } finally {
      await ours.close();
    }
  });
}

/** Milliseconds of one run. Nobody wins by not recording: every step must have left its result in Postgres. */
async function runOnce(program: BenchProgram, run: { shape: 'chain' | 'fan'; steps: number }): Promise<number> {
  const { ms, recorded, status } = await program.ask(runSchema, run);
  const expected = run.shape === 'chain' ? run.steps : run.steps + 2;
  if (status !== 'succeeded' || recorded !== expected) {
    throw new Error(`a run ended ${status} with ${recorded} of ${expected} results recorded`);
  }
  return ms;
}
