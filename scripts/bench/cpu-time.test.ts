import { spawnSync } from 'node:child_process';
import os from 'node:os';
import { expect, it } from 'vitest';
import { cpuSecondsBelow, cpuSecondsOfMachine } from './cpu-time';

it.skipIf(os.platform() !== 'linux')(
  'counts the time of processes below this one, those that have ended among them',
  () => {
    const spin = (milliseconds: number) => `const end = Date.now() + ${milliseconds}; while (Date.now() < end);`;
    // A process that waits for one of its own, and then asks how much the two used.
    const ask = `require('node:child_process').spawnSync(process.execPath, ['-e', ${JSON.stringify(spin(300))}]);
    process.stdout.write(String(process.ppid));`;
    const before = cpuSecondsOfMachine();
    const { stdout } = spawnSync(process.execPath, ['-e', ask], { encoding: 'utf8' });
    expect(Number(stdout)).toBe(process.pid);
    expect(cpuSecondsOfMachine() - before).toBeGreaterThan(0.1);
    expect(cpuSecondsBelow(process.pid)).toBeGreaterThanOrEqual(0);
  },
);
