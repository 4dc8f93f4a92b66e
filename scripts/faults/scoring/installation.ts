import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { makeDataFolder } from '../../bench/own-product';
import { type BenchProgram, startProgram } from '../../bench/program';
import { bundleProgram, bundleWorker } from '../../bundle-program';
import { type HarnessDatabase, openHarnessDatabase } from '../harness-database';
import { openTcpProxy, type TcpProxy } from '../tcp-proxy';
import { type RoleProcess, startRoles } from './role-process';

const endpointSchema = z.object({
  key: z.string(),
  body: z.string(),
  slug: z.string(),
  id: z.string(),
  release: z.string(),
});
export type HarnessEndpoint = z.output<typeof endpointSchema>;

/** An installation without a web server: a database behind a wire that can be cut, artifacts, and worker processes. */
export type Installation = {
  database: HarnessDatabase;
  /** Between the worker processes and the database. */
  wire: TcpProxy;
  dataDir: string;
  world: BenchProgram;
  makeEndpoint(name: string): Promise<HarnessEndpoint>;
  /** A worker process with these roles, once it is ready; under the port of one before where that is given. */
  start(roles: string, o?: { scoringPort?: number }): Promise<RoleProcess>;
  close(): Promise<void>;
};

export async function openInstallation(name: string): Promise<Installation> {
  const dataDir = makeDataFolder(name);
  const [program, seeds] = [
    await bundleWorker(),
    await bundleProgram('apps/worker/src/scoring/testing/scoring-world.ts'),
  ];
  const database = await openHarnessDatabase(path.join(dataDir, 'postgres'));
  const wire = await openTcpProxy({ host: '127.0.0.1', port: Number(new URL(database.url).port) });
  const url = new URL(database.url);
  url.port = String(wire.port);
  const workerDir = path.join(dataDir, 'worker');
  mkdirSync(workerDir);
  const world = startProgram(process.execPath, [seeds, JSON.stringify({ url: database.url, dataDir: workerDir })]);
  const processes: RoleProcess[] = [];
  return {
    ...{ database, wire, world, dataDir: workerDir },
    makeEndpoint: (endpoint) => world.ask(endpointSchema, { do: 'make-endpoint', name: endpoint }),
    async start(roles, { scoringPort } = {}) {
      const started = await startRoles({ program, roles, scoringPort, databaseUrl: url.href, dataDir: workerDir });
      processes.push(started);
      return started;
    },
    async close() {
      await Promise.all(processes.map((one) => one.kill()));
      await world.close();
      await wire.close();
      await database.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
