import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { onCore } from '../load/pinned';
import { sendSignal } from '../processes';

const startsWithinMs = 90_000;

export type PeerServer = { url: string; body: string; stop(): Promise<void> };

/** Starts a peer that answers over HTTP on the first core, and waits for its first good answer. */
export async function startPeerServer(o: {
  command: string;
  args: readonly string[];
  variables?: NodeJS.ProcessEnv;
  url: string;
  body: string;
}): Promise<PeerServer> {
  const env = { ...process.env, OMP_NUM_THREADS: '1', ...o.variables };
  const child = spawn(...onCore(0, o.command, o.args), { env, stdio: ['ignore', 'ignore', 'pipe'], detached: true });
  let said = '';
  child.stderr?.on('data', (text: Buffer) => {
    said = (said + text.toString()).slice(-2_000);
  });
  const stop = () => stopGroup(child);
  const end = Date.now() + startsWithinMs;
  while (!(await answers(o))) {
    if (child.exitCode === null && Date.now() < end) {
      await sleep(200);
      continue;
    }
    await stop();
    throw new Error(`${o.args[0]} does not answer at ${o.url}: ${said.trim()}`);
  }
  return { url: o.url, body: o.body, stop };
}

async function answers({ url, body }: { url: string; body: string }): Promise<boolean> {
  const headers = { 'content-type': 'application/json' };
  return fetch(url, { method: 'POST', headers, body }).then(
    ({ ok }) => ok,
    () => false, // it does not listen yet
  );
}

/** With what it has started: MLflow's server is a child of its command. */
async function stopGroup(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, 'close');
  sendSignal(-child.pid, 'SIGKILL');
  await ended;
}
