import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { plainEnvironment } from '../plain-environment';

export type StartedProduct = {
  webUrl: string;
  /** From the command until it said that everything answers. */
  seconds: number;
  setupLink: string | null;
  pid: number;
  /** Ctrl-C; settles when nothing of it writes any more. */
  stop(): Promise<{ seconds: number }>;
};

const limitMs = 900_000;
const stopLimitMs = 60_000;

/** Types `npm start` in a folder, as this account or another, and waits until it says "ready". */
export async function startWithNpm(options: {
  folder: string;
  variables: Record<string, string>;
  account?: { uid: number; gid: number };
}): Promise<StartedProduct> {
  const begun = performance.now();
  const child = spawn('npm', ['start'], {
    cwd: options.folder,
    env: { ...plainEnvironment(), ...options.variables },
    detached: true, // a terminal's Ctrl-C reaches the whole group, and so does ours
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options.account,
  });
  const { pid } = child;
  if (pid === undefined) throw new Error('npm cannot be started');
  let tail = '';
  let setupLink: string | null = null;
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const ready = new Promise<string>((resolve) => {
    const read = (line: string) => {
      tail = `${tail}\n${line}`.slice(-3_000);
      setupLink = /(https?:\S+\/welcome\?token=\S+)/.exec(line)?.[1] ?? setupLink;
      const url = /^ready (\S+) after/.exec(line)?.[1];
      if (url !== undefined) resolve(url);
    };
    createInterface({ input: child.stdout }).on('line', read);
    createInterface({ input: child.stderr }).on('line', read);
  });
  const endGroup = (signal: NodeJS.Signals) => {
    try {
      process.kill(-pid, signal);
    } catch {
      // the group is gone already, which is what was wanted
    }
  };
  const tooLate = setTimeout(() => endGroup('SIGKILL'), limitMs);
  const webUrl = await Promise.race([ready, ended.then((code) => new EndedEarly(code))]);
  clearTimeout(tooLate);
  if (webUrl instanceof EndedEarly) throw new Error(`npm start ended (${webUrl.code}) before it was ready:\n${tail}`);
  return {
    webUrl,
    seconds: (performance.now() - begun) / 1000,
    setupLink,
    pid,
    async stop() {
      const asked = performance.now();
      endGroup('SIGINT');
      const lastResort = setTimeout(() => endGroup('SIGKILL'), stopLimitMs);
      await ended;
      clearTimeout(lastResort);
      return { seconds: (performance.now() - asked) / 1000 };
    },
  };
}

class EndedEarly {
  constructor(readonly code: number | null) {}
}
