import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import type { JsonObject } from '@millrace/pipeline-core/json';
import { createRandom } from '@millrace/pipeline-core/seeded-random';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildExport, buildModel } from '../../build-export.mjs';
import { readTar } from '../data/tar';
import { scratchFolder, scratchSession } from '../data/testing/scratch';
import { writeBundle } from '../data/write-bundle';
import { importedBundle } from '../executors/testing/imported-bundle';
import { onnxFixture, onnxFixtures } from '../executors/testing/onnx-fixture';
import { StepRunner } from '../executors/testing/run-steps';
import { loadRelease } from '../scoring/releases/load-release';
import { testReleaseId } from '../testing/fake-release';
import { createQuietLogger } from '../testing/quiet-logger';
import { testProgram } from '../testing/test-program';
import { until } from '../testing/until';
import { exportBundle } from './testing/export-bundle';
import { type ExportedProcess, runExported, startExported } from './testing/exported-process';
import { makeBundle } from './testing/made-bundles';
import { post, startWorkbench, withoutIds } from './testing/workbench-server';

const program = testProgram('scoring/apart/main.ts');
const root = scratchFolder('onnx-export');
const session = scratchSession(root);
const runner = new StepRunner(root);
const home = join(root, 'exports');
beforeAll(() => buildExport(join(home, 'programs')), 60_000);

/** What the library that trained it was asked, in new company: each cell from some row, numbers a little off. */
function rowsLike(name: (typeof onnxFixtures)[number], count: number): JsonObject[] {
  const random = createRandom(11);
  const columns = Object.entries(onnxFixture(name).columns);
  return Array.from({ length: count }, () =>
    Object.fromEntries(
      columns.map(([column, cells]) => {
        const cell = cells[random.int(cells.length)] ?? null;
        return [column, typeof cell === 'number' && column !== 'rooms' ? cell * (1 + random.normal() / 20) : cell];
      }),
    ),
  );
}

/** The release at an endpoint of the workbench, in a process of its own. */
async function startRelease(path: string) {
  const served = await loadRelease(
    { id: testReleaseId(7), number: 7, modelName: 'churn', path },
    { config: { process: 'shared' }, apart: { program, megabytes: 512 }, logger: createQuietLogger() },
  );
  await served.own?.open();
  const { url, server } = await startWorkbench(served);
  const stop = async () => {
    await server.close();
    served.own?.close();
  };
  return { url, stop };
}

const health = async ({ url }: ExportedProcess) => (await fetch(`${url}/health`)).status;

/** What Kubernetes is told when it asks whether to restart the pod. */
async function liveness({ url }: ExportedProcess, folder: string): Promise<number> {
  const deployment = await readFile(join(folder, 'kubernetes/deployment.yaml'), 'utf8');
  const [, path] = /livenessProbe:\s+httpGet:\s+path: "?([^"\s]+)/.exec(deployment) ?? [];
  return (await fetch(`${url}${path}`)).status;
}

/** Process id of the model, as the figures have it. */
function modelPid({ url }: ExportedProcess): Promise<number> {
  const find = async () => {
    const text = await (await fetch(`${url}/metrics`)).text();
    const [, pid] = /^millrace_model_process_info\{.*pid="([1-9]\d*)"/m.exec(text) ?? [];
    return pid === undefined ? null : Number(pid);
  };
  return until(find, { what: 'the process of a model' });
}

const isThere = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe.each(onnxFixtures)('%s, imported and exported', (name) => {
  it('answers 1,000 rows as the workbench does, to the last digit, over HTTP and as lines', async () => {
    const { path, golden } = await importedBundle(name, { runner, session, root });
    const made = await exportBundle(path, { home, name });
    expect([made.apart, made.goldenRows]).toEqual([true, golden.length]);
    const rows = rowsLike(name, 1000);
    const [exported, workbench] = await Promise.all([startExported(made.folder), startRelease(path)]);
    try {
      const here = await post(`${exported.url}/predict`, { rows });
      const there = await post(`${workbench.url}/serve/churn/predict`, { rows });
      expect([here.status, there.status]).toEqual([200, 200]);
      expect(here.json.predictions).toHaveLength(1000);
      expect(withoutIds(here.json)).toEqual(withoutIds(there.json));
      const different = withoutIds(here.json).predictions.map((answer) => JSON.stringify(answer));
      expect(new Set(different).size).toBeGreaterThan(20);

      const input = rows.slice(0, 100).map((row) => JSON.stringify(row));
      const { code, out, said } = await runExported(made.folder, { args: ['batch'], input: input.join('\n') });
      expect([code, said]).toEqual([0, '']);
      const lines = out.trim().split('\n');
      expect(lines.map((line) => JSON.parse(line))).toEqual(withoutIds(there.json).predictions.slice(0, 100));
    } finally {
      expect(await exported.stop()).toBe(0);
      await workbench.stop();
    }
  });
});

describe('an exported server of a model in ONNX', () => {
  let folder = '';
  let path = '';
  let rows: JsonObject[] = [];
  beforeAll(async () => {
    ({ path, rows } = await makeBundle('onnx', { folder: root, rows: 40 }));
    ({ folder } = await exportBundle(path, { home, name: 'made' }));
  });

  it('stays when its model crashes, says that it does not answer, and answers again as before', async () => {
    const exported = await startExported(folder);
    try {
      const ask = () => post(`${exported.url}/predict`, { rows: rows.slice(0, 5) });
      const before = await ask();
      expect([before.status, await health(exported)]).toEqual([200, 200]);
      // Ended again and again, it rests longer each time, so that it is seen away.
      for (let time = 0; time < 4; time += 1) {
        const pid = await modelPid(exported);
        process.kill(pid, 'SIGSEGV');
        await until(async () => !isThere(pid), { what: 'its end' });
      }
      await until(async () => (await health(exported)) === 503, { what: 'a server that says so' });
      expect(await liveness(exported, folder)).toBe(200);
      const away = await ask();
      expect([away.status, away.json.error.message]).toEqual([503, expect.stringContaining('was ended by SIGSEGV')]);
      await until(async () => (await health(exported)) === 200, { what: 'a model that is back' });
      const again = await ask();
      expect([again.status, withoutIds(again.json)]).toEqual([200, withoutIds(before.json)]);
    } finally {
      expect(await exported.stop()).toBe(0);
    }
  });

  it('answers the lines of a batch that come after its model has crashed', async () => {
    const child = spawn(process.execPath, ['server.mjs', 'batch'], { cwd: folder, env: {}, stdio: 'pipe' });
    const ended = once(child, 'close');
    const answers: JsonObject[] = [];
    createInterface({ input: child.stdout }).on('line', (line) => answers.push(JSON.parse(line)));
    child.stderr.resume();
    const send = (some: JsonObject[]) => child.stdin.write(some.map((row) => `${JSON.stringify(row)}\n`).join(''));
    send(rows.slice(0, 1));
    await until(async () => answers.length === 1, { what: 'the first answer' });
    const { stdout } = await promisify(execFile)('pgrep', ['-P', String(child.pid)]);
    const pid = Number(stdout);
    process.kill(pid, 'SIGSEGV');
    await until(async () => !isThere(pid), { what: 'its end' });
    send(rows);
    child.stdin.end();
    await ended;
    expect(answers).toHaveLength(1 + rows.length);
    // The first may have been sent to a process whose end was not known yet.
    expect(answers.slice(2).filter((answer) => 'error' in answer)).toEqual([]);
  });

  it('takes the process of its model along, however it ends', async () => {
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const exported = await startExported(folder);
      const pid = await modelPid(exported);
      expect(isThere(pid)).toBe(true);
      process.kill(exported.pid, signal);
      await until(async () => !isThere(pid), { what: `the end of the model after ${signal}` });
    }
  });

  it('does not start where its folder has no ONNX Runtime for the machine, and says for which it has', async () => {
    const made = await exportBundle(path, { home, name: 'elsewhere' });
    const runtime = join(made.folder, 'onnxruntime');
    await rename(join(runtime, `${process.platform}-${process.arch}`), join(runtime, 'plan9-mips'));
    const { code, said } = await runExported(made.folder);
    expect(code).toBe(1);
    expect(said).toMatch(/this folder has it for .*plan9-mips\. This machine is \w+-\w+\./);
  });

  it('is not exported on a machine that ONNX Runtime is not made for, says so, and writes nothing', async () => {
    const arch = process.arch;
    Object.defineProperty(process, 'arch', { value: 'mips', configurable: true });
    try {
      await expect(exportBundle(path, { home, name: 'not-made-for' })).rejects.toThrow(
        /churn v7 answers through ONNX Runtime, which .* does not have for this machine, \w+-mips\./,
      );
    } finally {
      Object.defineProperty(process, 'arch', { value: arch, configurable: true });
    }
    expect(await readdir(home)).not.toContain('not-made-for');
  });

  it('does not start where the program of its model is damaged, nor where it answers otherwise', async () => {
    const made = await exportBundle(path, { home, name: 'damaged' });
    await rm(join(made.folder, 'model.mjs'));
    expect(await runExported(made.folder)).toMatchObject({
      code: 1,
      said: expect.stringContaining('its process ended'),
    });

    const files = await readTar(path);
    const { files: _files, ...facts } = JSON.parse((files.get('manifest.json') ?? '').toString());
    const golden = (files.get('golden.jsonl') ?? '').toString().replace(/"output":\[[\d.e-]+/, '"output":[0.5001');
    const others = Object.fromEntries([...files].filter(([name]) => name !== 'manifest.json'));
    const otherwise = join(root, 'otherwise.tar');
    await writeBundle(otherwise, { facts, files: { ...others, 'golden.jsonl': golden } });
    await expect(exportBundle(otherwise, { home, name: 'otherwise' })).rejects.toThrow(
      /churn v7: got other answers to 1 of 20 proof rows .* but for rounding \(0\.00001\)/,
    );
  });

  it('leaves nothing behind where another model is exported over it', async () => {
    const made = await exportBundle(path, { home, name: 'over' });
    expect(made.files).toEqual(expect.arrayContaining(['model.mjs', 'onnxruntime/linux-x64/libonnxruntime.so.1']));
    const about = await readFile(join(made.folder, 'README.md'), 'utf8');
    expect(about).toContain('MODEL_MEGABYTES');
    expect(about).toContain('Proof rows were answered as a table');
    expect(about).not.toMatch(/golden/i);
    const own = await makeBundle('linear', { folder: root, rows: 30 });
    await exportBundle(own.path, { home, name: 'over' });
    const left = await readdir(made.folder);
    expect(left.filter((name) => /model\.mjs|onnxruntime/.test(name))).toEqual([]);
    expect(await readFile(join(made.folder, 'README.md'), 'utf8')).not.toContain('MODEL_MEGABYTES');
  });

  it('asks it by a program without a database, a queue or another native library, and names its licences', async () => {
    const { inputs, licenses } = await buildModel(join(home, 'programs', 'again.mjs'));
    expect(inputs).toContain('apps/worker/src/runtimes/onnx/session.ts');
    expect(inputs.filter((file) => /packages\/db|prisma|@duckdb|bullmq|ioredis|tfjs|\/pg\//.test(file))).toEqual([]);
    expect(licenses).toMatch(/^onnxruntime-node 1\.[\d.]+ \(MIT\)\n\nMIT License\n\nCopyright \(c\) Microsoft/m);
  });
});
