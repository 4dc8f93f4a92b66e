import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const listensSchema = z.object({ msg: z.literal('answers'), port: z.number() });

/** Starts the server of an exported folder as its readers do, told nothing but a free port, and ends it after `use`. */
export async function withExported<T>(folder: string, use: (url: string) => Promise<T>): Promise<T> {
  const child = spawn(process.execPath, ['server.mjs'], {
    cwd: folder,
    env: { PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const listens = listensSchema.safeParse(JSON.parse(line));
      if (!listens.success) continue; // the process of its model says first that it answers
      const { port } = listens.data;
      child.stdout.resume();
      return await use(`http://127.0.0.1:${port}`);
    }
    throw new Error('the exported server ended before it answered');
  } finally {
    child.kill('SIGTERM');
    await ended;
  }
}
