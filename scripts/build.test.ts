import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runNode } from './build';
import { YIELDING } from './yielding';

const folder = mkdtempSync(path.join(os.tmpdir(), 'millrace-build-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('keeps what tools say in a file, one behind the other, errors too', async () => {
  const keep = path.join(folder, 'said.log');
  await runNode(['-e', 'console.log("first")'], { keep });
  const { code } = await runNode(['-e', 'console.error("second"); process.exitCode = 3'], { keep });
  expect([code, readFileSync(keep, 'utf8')]).toEqual([3, 'first\nsecond\n']);
});

it.skipIf(process.platform !== 'linux')(
  'gives a tool that yields a low priority, and a session of its own',
  async () => {
    const keep = path.join(folder, 'priority.log');
    // It is given after the start: the tool waits until it has it. Of its facts the fourth behind its name is the session.
    const look = `const timer = setInterval(() => {
    if (require('node:os').getPriority() < ${YIELDING}) return;
    clearInterval(timer);
    const session = require('node:fs').readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ')[3];
    console.log(session === String(process.pid));
  }, 20);`;
    const { code } = await runNode(['-e', look], { keep, yields: true });
    expect([code, readFileSync(keep, 'utf8')]).toEqual([0, 'true\n']);
  },
);
