import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Starts the program `serve-and-die.ts` as a process of its own; its port, once it listens. */
export async function serveProcess(
  program: string,
  o: { url: string; folder: string; dies: boolean },
): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(process.execPath, [program, JSON.stringify(o)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  return { child, port: Number(String(line)) };
}
