import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const listensSchema = z.object({ msg: z.literal('answers'), port: z.number() });

export type ExportedProcess = { url: string; pid: number; stop(): Promise<number | null> };

/** Starts the server of an exported folder as its readers do, told nothing but `variables`: not even PATH. */
export async function startExported(folder: string, variables: Record<string, string> = {}): Promise<ExportedProcess> {
  const child = spawn(process.execPath, ['server.mjs'], {
    cwd: folder,
    env: { PORT: '0', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'exit');
  let said = '';
  child.stderr.on('data', (part) => {
    said += String(part);
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const listens = listensSchema.safeParse(JSON.parse(line));
    if (!listens.success) continue; // the process of its model says first that it answers
    const { port } = listens.data;
    child.stdout.resume();
    return {
      url: `http://127.0.0.1:${port}`,
      pid: child.pid ?? -1,
      async stop() {
        child.kill('SIGTERM');
        const [code] = await ended;
        return code;
      },
    };
  }
  throw new Error(`the exported server ended: ${said}`);
}

/** Runs it to its end: with nothing to serve, or as `batch`. */
export async function runExported(
  folder: string,
  o: { args?: string[]; variables?: Record<string, string>; input?: string } = {},
): Promise<{ code: number; out: string; said: string }> {
  const child = spawn(process.execPath, ['server.mjs', ...(o.args ?? [])], {
    cwd: folder,
    env: { PORT: '0', ...o.variables },
    stdio: 'pipe',
  });
  const texts = { out: '', said: '' };
  child.stdout.on('data', (part) => {
    texts.out += String(part);
  });
  child.stderr.on('data', (part) => {
    texts.said += String(part);
  });
  child.stdin.end(o.input ?? '');
  const [code] = await once(child, 'close');
  return { code, ...texts };
}
