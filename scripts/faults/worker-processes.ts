import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import { bundleProgram } from '../bundle-program';

/** `ready` once it leases: killing workers that only start would test Node, not the protocol. */
export type WorkerProcess = { pid: number; ready: boolean; stopped: boolean; child: ChildProcess };

export type WorkerProcesses = {
  /** Those that run now. */
  all(): WorkerProcess[];
  /** Ends of workers that the harness did not cause. */
  deaths: string[];
  kill(worker: WorkerProcess): void;
  close(): Promise<void>;
};

/** Time until a killed worker is started again. */
const restartMs = 200;

/** Bundles the worker program of the harness once and keeps `count` of them running. */
export async function startWorkers(options: {
  count: number;
  folder: string;
  argument: Record<string, unknown>;
}): Promise<WorkerProcesses> {
  const program = await bundleProgram('apps/worker/src/execution/testing/fault-worker.ts');
  const workers = new Set<WorkerProcess>();
  const deaths: string[] = [];
  const log = path.join(options.folder, 'workers.log');
  let closed = false;

  const start = () => {
    const argument = JSON.stringify({ ...options.argument, folder: path.join(options.folder, 'attempts') });
    const child = spawn(process.execPath, [program, argument], { stdio: ['pipe', 'pipe', 'pipe'] });
    const worker = { pid: child.pid ?? -1, ready: false, stopped: false, child };
    workers.add(worker);
    child.stdout.once('data', () => {
      worker.ready = true;
    });
    child.stderr.on('data', (text: Buffer) => appendFileSync(log, text));
    child.once('exit', (code, signal) => {
      workers.delete(worker);
      if (closed) return;
      if (signal !== 'SIGKILL') deaths.push(`worker ${worker.pid} ended by itself: ${code ?? signal}`);
      setTimeout(() => closed || start(), restartMs);
    });
  };
  for (let n = 0; n < options.count; n += 1) start();

  return {
    all: () => [...workers],
    deaths,
    kill: (worker) => void worker.child.kill('SIGKILL'),
    async close() {
      closed = true;
      const open = [...workers];
      const ended = open.map(({ child }) => new Promise((resolve) => child.once('exit', resolve)));
      for (const { child } of open) child.kill('SIGKILL');
      await Promise.all(ended);
    },
  };
}
