import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { processStart } from '../processes';
import { AlreadyRunningError, readLock, takeLock } from './lock-file';

const addresses = { webUrl: 'http://127.0.0.1:3000', scoringUrl: 'http://127.0.0.1:3001' };
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'millrace-lock-test-'));
  file = path.join(folder, 'millrace.lock');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the lock of a data folder', () => {
  it('says who runs, and refuses a second one by naming the first', () => {
    const lock = takeLock(folder, addresses);
    expect(readLock(folder)).toMatchObject({ pid: process.pid, ready: false, databaseUrl: null });
    lock.update({ ready: true, databaseUrl: 'postgresql://there' });
    expect(readLock(folder)).toMatchObject({ ready: true, databaseUrl: 'postgresql://there' });
    expect(() => takeLock(folder, addresses)).toThrow(AlreadyRunningError);
    expect(() => takeLock(folder, addresses)).toThrow(`http://127.0.0.1:3000 (process ${process.pid})`);
    lock.release();
    expect(readLock(folder)).toBeNull();
    takeLock(folder, addresses).release();
  });

  it('is for its owner only', () => {
    const lock = takeLock(folder, addresses);
    lock.update({ ready: true });
    expect(statSync(file).mode & 0o077).toBe(0);
    lock.release();
  });

  it('of a dead process is taken over', () => {
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    leaveLock({ pid: dead, processStart: '1' });
    expect(readLock(folder)).toBeNull();
    takeLock(folder, addresses);
    expect(readLock(folder)?.pid).toBe(process.pid);
  });

  it.runIf(process.platform === 'linux')('of a dead process whose id was given to another is taken over', () => {
    leaveLock({ pid: process.ppid, processStart: `${processStart(process.ppid)}0` });
    expect(readLock(folder)).toBeNull();
    takeLock(folder, addresses);
    expect(readLock(folder)?.pid).toBe(process.pid);
  });

  it('that is unreadable is taken over', () => {
    writeFileSync(file, '{"pid":');
    takeLock(folder, addresses);
    expect(readFileSync(file, 'utf8')).toContain(String(process.pid));
  });
});

function leaveLock(owner: { pid: number; processStart: string }): void {
  writeFileSync(file, JSON.stringify({ ...owner, ...addresses, databaseUrl: null, ready: true }));
}
