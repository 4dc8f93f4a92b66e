import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { buildExport } from '../../build-export.mjs';
import { hashFile } from '../data/artifact-store';
import { testReleaseId } from '../testing/fake-release';
import { freePort } from '../testing/redis-server';
import { until } from '../testing/until';
import { writeFolder } from './folder/write-folder';
import { makeBundle } from './testing/made-bundles';

// A reader that is not ours; eslint brings it along, without types.
const yaml: { load(text: string): unknown } = createRequire(import.meta.url)('js-yaml');
const run = promisify(execFile);

const deploymentSchema = z.object({
  spec: z.object({
    template: z.object({
      spec: z.object({
        securityContext: z.object({ runAsUser: z.int() }),
        containers: z.array(
          z.object({
            env: z.array(z.object({ name: z.string(), value: z.string().optional() })),
            readinessProbe: z.object({ httpGet: z.object({ path: z.string() }) }),
          }),
        ),
      }),
    }),
  }),
});

let home = '';
const servers: ChildProcess[] = [];
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'millrace-container-'));
  await chmod(home, 0o755); // who runs it is somebody else
  await buildExport(join(home, 'programs'));
});
afterAll(async () => {
  for (const server of servers) server.kill('SIGKILL');
  await rm(home, { recursive: true, force: true });
});

/** What a Dockerfile says, each instruction with all it is given. */
function instructions(text: string): { said(name: string): string; all(name: string): string[] } {
  const lines = text.replaceAll('\\\n', ' ').split('\n');
  const all = (name: string) =>
    lines.flatMap((line) => (line.startsWith(`${name} `) ? [line.slice(name.length + 1)] : []));
  return { all, said: (name) => all(name)[0] ?? '' };
}

/** Copies as COPY does: files into a folder, and what is in a folder. */
async function copyAll(said: string, { from, to }: { from: string; to: string }): Promise<void> {
  const places = said.split(' ');
  const target = join(to, places.at(-1) ?? '');
  for (const place of places.slice(0, -1)) {
    const isFolder = place.endsWith('/');
    await cp(join(from, place), isFolder ? target : join(target, place), { recursive: true });
  }
}

/** Takes the right to write from everybody. */
async function makeReadOnly(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    await chmod(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o555 : 0o444);
  await chmod(folder, 0o555);
}

const command = (text: string) => z.array(z.string()).parse(JSON.parse(text.slice(text.indexOf('['))));

// There is no Docker where tests run: what an image of the folder has and does is done without one.
it.each(['tree-ensemble', 'onnx'] as const)(
  '%s: runs with what its Dockerfile copies, as its user, on a file system that it cannot write to',
  async (format) => {
    const made = await makeBundle(format, { folder: home });
    const folder = join(home, `churn-${format}`);
    const facts = { v: 1 as const, id: testReleaseId(7), model: 'churn', number: 7, lookups: 'none' as const };
    const { hash, bytes } = await hashFile(made.path);
    const programs = join(home, 'programs');
    await writeFolder({
      facts: { ...facts, bundle: hash, bytes },
      bundle: made.path,
      programs,
      folder,
      image: 'churn:v7',
    });
    const { said, all } = instructions(await readFile(join(folder, 'Dockerfile'), 'utf8'));
    const deployment = deploymentSchema.parse(
      yaml.load(await readFile(join(folder, 'kubernetes/deployment.yaml'), 'utf8')),
    );
    const { securityContext, containers } = deployment.spec.template.spec;
    const [uid = 0, gid = 0] = said('USER').split(':').map(Number);
    expect(securityContext.runAsUser).toBe(uid);

    const app = join(home, `app-${format}`);
    await mkdir(app);
    for (const copied of all('COPY')) await copyAll(copied, { from: folder, to: app });
    await makeReadOnly(app);
    const set = Object.fromEntries(
      said('ENV')
        .split(' ')
        .map((one) => one.split('=')),
    );
    const wanted = containers[0]?.env.map(({ name, value }) => [name, value ?? 'a-key-of-the-cluster']) ?? [];
    // The port of the image may be taken here.
    const env = { ...set, ...Object.fromEntries(wanted), PORT: String(await freePort()) };
    const who = process.getuid?.() === 0 ? { uid, gid } : {}; // nobody else may become another
    const [program = '', ...args] = command(said('CMD'));
    expect(program).toBe('node');
    let words = '';
    const server = spawn(process.execPath, args, { cwd: app, env, ...who, stdio: ['ignore', 'pipe', 'pipe'] });
    servers.push(server);
    for (const stream of [server.stdout, server.stderr])
      stream?.on('data', (text: Buffer) => (words += text.toString()));

    const [, ...asks] = command(said('HEALTHCHECK'));
    const healthy = () =>
      run(process.execPath, asks, { cwd: app, env, ...who }).then(
        () => true,
        () => false, // not yet
      );
    await until(healthy, { what: 'a healthy container' }).catch((error: unknown) => {
      throw new Error(`${String(error)}: ${words}`);
    });
    const base = `http://127.0.0.1:${env.PORT}`;
    expect((await fetch(`${base}${containers[0]?.readinessProbe.httpGet.path}`)).status).toBe(200);
    const body = JSON.stringify({ rows: made.rows.slice(0, 3) });
    const ask = (headers: Record<string, string>) => fetch(`${base}/predict`, { method: 'POST', headers, body });
    expect((await ask({})).status).toBe(401);
    const answer = await ask({ authorization: `Bearer ${env['API_KEYS']}` });
    expect([answer.status, await answer.json()]).toMatchObject([200, { predictions: [{}, {}, {}] }]);
  },
);
