import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { makeProject, type TestDatabase } from '@millrace/db/testing';
import type { RunId } from '@millrace/pipeline-core/ids';
import { stepRunId } from '@millrace/pipeline-core/run';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildDebug } from '../../build-debug.mjs';
import type { ArtifactStore } from '../data/artifact-store';
import { startTestExecution, type TestExecution } from '../execution/testing/test-execution';
import { endOfRun } from '../execution/testing/test-run';
import { noGrant } from '../outside/outside-grant';
import { compareEnds } from './compare-ends';
import { fetchCapsule } from './fetch-capsule';
import { freePort } from './free-port';
import { type RunOptions, readCapsule, runCapsule } from './run-capsule';
import { behind, learn, read, sort, startSampleRun } from './testing/test-run';

const worker = pathToFileURL(`${resolve(import.meta.dirname, '../..')}/`);
// Beside the sources, so that the bundle finds its packages.
const built = resolve(import.meta.dirname, '../../dist', `test-debug-${process.pid}`);
const childPath = join(built, 'debug-child.mjs');
let executes: TestExecution;
let test: TestDatabase;
let folder: string;
let files: ArtifactStore;
let run: RunId;

beforeAll(async () => {
  await buildDebug(built);
  executes = await startTestExecution({ name: 'capsule', childPath, settings: { pollMs: 100 } });
  ({ test, folder, files } = executes);
  run = await startSampleRun(test.db, (await makeProject(test.db)).id);
  expect(await endOfRun(test.db, run, { limitMs: 100_000 })).toMatchObject({
    steps: ['succeeded', 'succeeded', 'succeeded', 'failed', 'skipped', 'failed'],
  });
  await executes.execution.stop();
}, 120_000);
afterAll(async () => {
  await executes.clean();
  await rm(built, { recursive: true });
});

const fetched = async (idx: number, name = stepRunId({ runId: run, idx })) => {
  const at = join(folder, 'capsules', name);
  await fetchCapsule({ db: test.db, files, name, folder: at, worker, program: join(built, 'debug.mjs') });
  return at;
};

const executed = async (at: string, more: Partial<RunOptions> = {}) => {
  const capsule = await readCapsule(at);
  const options = { folder: at, childPath, grant: noGrant, signal: new AbortController().signal, log: () => undefined };
  return compareEnds(capsule.end, await runCapsule(capsule, { ...options, ...more }));
};

describe('a capsule', () => {
  it('holds what the step read, and makes the same bytes', async () => {
    const at = await fetched(learn);
    expect((await readdir(at)).sort()).toEqual(['.vscode', 'README.txt', 'inputs', 'request.json']);
    const capsule = await readCapsule(at);
    expect(capsule.request.spec).toMatchObject({ type: 'baseline', params: { target: 'churned' }, seed: 11 });
    expect(capsule.environment.before).toMatchObject({ node: process.versions.node, megabytes: 512 });
    expect(capsule.environment.now.packages).toHaveProperty('apache-arrow');
    expect(capsule.mayDiffer).toBeNull();
    expect(await readFile(join(at, 'request.json'), 'utf8')).not.toContain(folder); // it can be moved
    const { same, lines } = await executed(at);
    expect(lines).toContainEqual(expect.stringMatching(/^same bytes {2}model /));
    expect(same).toBe(true);
  });

  it('names the first output that came out otherwise', async () => {
    const at = await fetched(learn);
    const capsule = await readCapsule(at);
    const { spec } = capsule.request;
    const changed = {
      ...capsule,
      request: { ...capsule.request, spec: { ...spec, title: 'Else', params: { target: 'plan' } } },
    };
    await writeFile(join(at, 'request.json'), JSON.stringify(changed));
    const { same, lines } = await executed(at);
    expect(same).toBe(false);
    expect(lines.at(-1)).toMatch(/^differs {5}(metrics|model): [0-9a-f]{64} in the run, [0-9a-f]{64} here$/);
  });

  it('of a failed step ends with the same error', async () => {
    const { same, lines } = await executed(await fetched(sort));
    expect(lines[0]).toMatch(/^same error [a-z-]+$/);
    expect(lines[1]).toContain('height');
    expect(same).toBe(true);
  });

  it('of a step with a secret does not hold it, says what to set, and takes it for one execution', async () => {
    const at = await fetched(read);
    const capsule = await readCapsule(at);
    expect(capsule.mayDiffer).toMatch(/reads from outside/);
    expect(await readFile(join(at, 'README.txt'), 'utf8')).toContain('MILLRACE_STEP_SECRET');
    await expect(executed(at)).rejects.toMatchObject({ report: { code: 'secret-not-set' } });
    const { same, lines } = await executed(at, { grant: { ...noGrant, secret: 'tok-3f9a-never-shown' } });
    expect(lines[0]).toMatch(/^same error/);
    expect(same).toBe(true);
    const names = await readdir(at, { recursive: true, withFileTypes: true });
    const texts = names.filter((one) => one.isFile()).map((one) => readFile(join(one.parentPath, one.name), 'utf8'));
    expect((await Promise.all(texts)).join('')).not.toContain('tok-3f9a');
  });

  it('stops at a breakpoint in the TypeScript of its executor, goes on, and makes the same bytes', async () => {
    let heard = '';
    let hit: Promise<string> | null = null;
    const hear = (text: string) => {
      heard += text;
      const [address] = /ws:\/\/\S+/.exec(heard) ?? [];
      if (address !== undefined) hit ??= hitBreakpoint(address);
    };
    const { same } = await executed(await fetched(learn), { inspected: { port: await freePort(), hear } });
    expect(JSON.parse(await (hit ?? ''))).toMatchObject({ title: 'Learn', functionName: 'trainModel' });
    expect(same).toBe(true);
  }, 20_000);
});

describe('a step that cannot be opened', () => {
  it('is told what to do instead', async () => {
    await expect(fetched(0, 'nonsense')).rejects.toThrow('No step of a run is called “nonsense” here.');
    await expect(fetched(77)).rejects.toMatchObject({
      report: { code: 'no-such-step-run', expected: `${run}-0 to ${run}-5` },
    });
    await expect(fetched(behind)).rejects.toMatchObject({
      report: { code: 'step-never-ran', next: 'Debug “Sort” instead: it is the step that failed.' },
    });
  });

  it('takes no folder that holds other things', async () => {
    const options = { db: test.db, files, name: `${run}-${learn}`, worker, program: join(built, 'debug.mjs') };
    await expect(fetchCapsule({ ...options, folder })).rejects.toMatchObject({ report: { code: 'folder-in-use' } });
    // A file of the name alone makes it no capsule.
    const foreign = join(folder, 'foreign');
    await mkdir(join(foreign, 'inputs'), { recursive: true });
    await writeFile(join(foreign, 'request.json'), '{"mine": true}');
    const refused = fetchCapsule({ ...options, folder: foreign });
    await expect(refused).rejects.toMatchObject({ report: { code: 'folder-in-use' } });
    expect(await readdir(foreign)).toEqual(['inputs', 'request.json']);
  });

  it('names the step to run again whose output is not kept', async () => {
    await test.db.pool.query(
      `delete from artifact_use where run_id = $1 and idx = 1 and dir = 'out' and port = 'split'`,
      [run],
    );
    await expect(fetched(learn)).rejects.toMatchObject({
      report: { code: 'input-gone', next: expect.stringContaining('Choose “Split” in the editor') },
    });
  });
});

/** Line of `trainModel` at which the debugger shall stop. */
const line = 'const started = performance.now();';

function hitBreakpoint(address: string): Promise<string> {
  const program = resolve(import.meta.dirname, 'testing/hit-breakpoint.mjs');
  // Node 20 has the client behind a flag.
  const flags = 'WebSocket' in globalThis ? [] : ['--experimental-websocket'];
  const child = spawn(process.execPath, [...flags, '--no-warnings', program, address, 'train/train-model.ts', line]);
  let told = '';
  let trouble = '';
  child.stdout.on('data', (text) => {
    told += String(text);
  });
  child.stderr.on('data', (text) => {
    trouble += String(text);
  });
  return new Promise((done, fail) =>
    child.once('close', (code) => (code === 0 ? done(told) : fail(new Error(trouble)))),
  );
}
