import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { REPOSITORY_ROOT } from '../root';

/** A program that answers each line of JSON on its standard input by one on its standard output. */
export type BenchProgram = {
  ask<S extends z.ZodType>(answer: S, request: unknown): Promise<z.output<S>>;
  close(): Promise<void>;
};

const errorSchema = z.object({ error: z.string() });
const kept = 4_000;

/**
 * Starts a program; it ends by itself when its standard input closes, so it never outlives this process. A variable given
 * as undefined is not set.
 */
export function startProgram(
  command: string,
  args: string[],
  options: { cwd?: string; variables?: NodeJS.ProcessEnv } = {},
): BenchProgram {
  const child = spawn(command, args, {
    cwd: options.cwd ?? REPOSITORY_ROOT,
    env: { ...process.env, ...options.variables },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const name = path.basename(args[0] ?? command);
  const errors = keepTail(child);
  const waiting: { resolve(line: string): void; reject(error: Error): void }[] = [];
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (code, signal) => resolve(String(signal ?? code)));
  });
  let end: string | null = null;
  void ended.then((how) => {
    end = how;
    for (const { reject } of waiting.splice(0)) reject(new Error(`${name} ended (${how}): ${errors()}`));
  });
  child.stdin.on('error', () => undefined); // a program that has ended is reported by its end
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.resolve(line));
  return {
    async ask(answer, request) {
      if (end !== null) throw new Error(`${name} has ended (${end}): ${errors()}`);
      const line = await new Promise<string>((resolve, reject) => {
        waiting.push({ resolve, reject });
        child.stdin.write(`${JSON.stringify(request)}\n`);
      });
      const value: unknown = JSON.parse(line);
      const failure = errorSchema.safeParse(value);
      if (failure.success) throw new Error(`${name}: ${failure.data.error}`);
      return answer.parse(value);
    },
    async close() {
      child.stdin.end();
      const lastResort = setTimeout(() => child.kill('SIGKILL'), 10_000);
      await ended;
      clearTimeout(lastResort);
    },
  };
}

/**
 * Asks a bundled program, each time in a process of its own, so that no side warms or fills the memory of the other;
 * `common` goes with every request.
 */
export function askAlone(bundle: string, common: object) {
  return async <S extends z.ZodType>(answer: S, request: object): Promise<z.output<S>> => {
    const program = startProgram(process.execPath, [bundle]);
    try {
      return await program.ask(answer, { ...common, ...request });
    } finally {
      await program.close();
    }
  };
}

function keepTail(child: ChildProcess): () => string {
  let tail = '';
  child.stderr?.on('data', (text: Buffer) => {
    tail = (tail + text.toString()).slice(-kept);
  });
  return () => tail.trim();
}
