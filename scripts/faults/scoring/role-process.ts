import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { findFreePort } from '../../ports';
import { DIE_WITH_PARENT } from '../../root';

/** A process of the worker program. */
export type RoleProcess = {
  /** Where it scores, if it does. */
  url: string;
  scoringPort: number;
  /** What it has said until now. */
  log(): string;
  /** As `kill -9` does it; returns when it is gone. */
  kill(): Promise<void>;
};

const startWithinMs = 120_000;
const token = 'token of the installation that the harness makes';

export async function startRoles(o: {
  program: string;
  roles: string;
  databaseUrl: string;
  dataDir: string;
  scoringPort?: number | undefined;
}): Promise<RoleProcess> {
  const scoringPort = o.scoringPort ?? (await findFreePort());
  const child = spawn(process.execPath, ['--import', DIE_WITH_PARENT, o.program, '--roles', o.roles], {
    env: {
      ...{ PATH: process.env['PATH'], MILLRACE_PARENT: String(process.pid) },
      ...{ NODE_ENV: 'production', DATABASE_URL: o.databaseUrl, DATA_DIR: o.dataDir, INTERNAL_TOKEN: token },
      ...{ SCORING_PORT: String(scoringPort), DATA_SERVICE_PORT: String(await findFreePort()), ALLOW_PYTHON: 'no' },
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const ended = once(child, 'exit');
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  let timer: NodeJS.Timeout | undefined;
  const fail = (how: string) => new Error(`a worker process ${how}: ${said.slice(-2_000)}`);
  try {
    await new Promise<void>((resolve, reject) => {
      timer = setTimeout(() => reject(fail('was not ready in time')), startWithinMs);
      child.stdout.on('data', () => said.includes('"msg":"ready"') && resolve());
      void ended.then(() => reject(fail('ended while it started')));
    });
  } catch (error) {
    await kill();
    throw error;
  } finally {
    clearTimeout(timer);
  }
  return { url: `http://127.0.0.1:${scoringPort}`, scoringPort, log: () => said, kill };
}
