import { spawn } from 'node:child_process';
import { plainEnvironment } from '../plain-environment';

export type CommandEnd = { code: number | null; seconds: number; tail: string };

/** Runs a command; its output goes to standard error, because standard output is the report's. */
export async function runCommand(
  command: string,
  args: string[],
  options: { folder: string; variables?: Record<string, string>; account?: { uid: number; gid: number } },
): Promise<CommandEnd> {
  const begun = performance.now();
  const child = spawn(command, args, {
    cwd: options.folder,
    env: { ...plainEnvironment(), ...options.variables },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true, // a group of its own, so that all of it ends with us
    ...options.account,
  });
  const endGroup = () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
  };
  process.once('exit', endGroup);
  let tail = '';
  const onText = (text: Buffer) => {
    process.stderr.write(text);
    tail = (tail + text.toString()).slice(-3_000);
  };
  child.stdout.on('data', onText);
  child.stderr.on('data', onText);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  process.off('exit', endGroup);
  return { code, seconds: (performance.now() - begun) / 1000, tail: tail.trim() };
}
