import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, it } from 'vitest';
import { testProgram } from '../testing/test-program';
import { until } from '../testing/until';

const program = testProgram('ground/testing/busy-process.ts');
let pid = 0;

afterEach(() => {
  if (pid !== 0 && isAlive(pid)) process.kill(pid, 'SIGKILL');
});

/** A host that starts the process as a worker does, says what it says, and then has nothing to do. */
const host = `
  require('node:child_process').spawn(process.execPath, process.argv.slice(1), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'], detached: true });
`;

it.each(['loop', 'query'])(
  'ends while it computes (%s) when its host is killed',
  async (work) => {
    const parent = spawn(process.execPath, ['-e', host, program, work], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = await once(parent.stdout, 'data');
    pid = Number(String(line));
    expect(isAlive(pid)).toBe(true);
    parent.kill('SIGKILL');
    await until(() => !isAlive(pid), { what: `the end of process ${pid}` });
  },
  60_000,
);

function isAlive(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch {
    return false;
  }
}
