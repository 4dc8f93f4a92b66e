/*
 * Executes one step of one run apart from its installation: `fetch NAME FOLDER` brings what it read into a folder,
 * `run FOLDER` executes it and holds what comes out against the run, `inspect FOLDER` does so under Node's inspector.
 */
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDatabase } from '@millrace/db';
import { createArtifactStore } from '../data/artifact-store';
import { readCapsuleEnvironment, readFetchEnvironment } from '../env';
import type { Inspected } from '../execution/worker-child';
import { reachOf } from '../grant-outside';
import type { Capsule } from './capsule';
import { codeLines, launchText } from './capsule-texts';
import { compareEnds } from './compare-ends';
import { fetchCapsule } from './fetch-capsule';
import { freePort } from './free-port';
import { readCapsule, runCapsule } from './run-capsule';
import { howToAttach, summary } from './told';

const program = fileURLToPath(import.meta.url);
const childPath = fileURLToPath(new URL('./debug-child.mjs', import.meta.url));
const worker = new URL('../', import.meta.url);
const say = (lines: readonly string[]) => console.log(lines.join('\n'));

async function fetch(name: string, folder: string): Promise<void> {
  const { DATABASE_URL, DATA_DIR } = readFetchEnvironment();
  const db = createDatabase(DATABASE_URL, { max: 2 });
  try {
    const files = await createArtifactStore(join(DATA_DIR, 'artifacts'));
    const capsule = await fetchCapsule({ db, files, name, folder, worker, program });
    say(summary(capsule, folder));
  } finally {
    await db.close();
  }
}

async function execute(folder: string, inspected?: Inspected): Promise<number> {
  const capsule = await readCapsule(folder);
  const environment = readCapsuleEnvironment();
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort());
  const end = await runCapsule(capsule, {
    folder,
    childPath,
    grant: { ...reachOf(environment), secret: environment.MILLRACE_STEP_SECRET ?? null },
    signal: stop.signal,
    log: (level, text) => console.log(`${level.padEnd(8)} ${text}`),
    ...(inspected === undefined ? {} : { inspected }),
  });
  if (stop.signal.aborted) return 130;
  const { same, lines } = compareEnds(capsule.end, end);
  say(['', ...lines, ...(same ? [] : why(capsule))]);
  return same ? 0 : 1;
}

/** What may have made the difference. */
function why(capsule: Capsule): string[] {
  const { mayDiffer } = capsule;
  return [...codeLines(capsule), ...(mayDiffer === null ? [] : [`This step is not repeatable. ${mayDiffer}`])];
}

async function inspect(folder: string): Promise<number> {
  const capsule = await readCapsule(folder);
  const port = await freePort();
  await writeFile(join(folder, '.vscode', 'launch.json'), launchText({ port, worker }));
  say(howToAttach(capsule, { folder, port }));
  return execute(folder, { port, hear: (text) => process.stderr.write(text) });
}

async function main([verb, first, second]: readonly string[]): Promise<number> {
  if (verb === 'fetch' && first !== undefined && second !== undefined) {
    await fetch(first, resolve(second));
    return 0;
  }
  if (verb === 'run' && first !== undefined) return execute(resolve(first));
  if (verb === 'inspect' && first !== undefined) return inspect(resolve(first));
  throw new Error('Say: fetch NAME FOLDER, run FOLDER or inspect FOLDER.');
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(2);
  },
);
