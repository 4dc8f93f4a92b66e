import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { testGuests } from '../testing/test-python';
import { until } from '../testing/until';
import { guestCommand, mostTasks } from './guest-command';
import { type GuestEnd, type GuestRun, runGuest } from './run-guest';

const root = mkdtempSync(join(tmpdir(), 'millrace-guest-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const { grant } = await testGuests();
const fenced = grant?.fenced === true;
/** Linux tells of processes here; elsewhere nobody can look how many there are and what they take. */
const told = existsSync('/proc/self/stat');
/** From 6.14 on the kernel counts for each fence; before, only whom it does not take for root. */
const [major = 0, minor = 0] = release().split('.').map(Number);
const counts = major > 6 || (major === 6 && minor >= 14) || process.getuid?.() !== 0;
let count = 0;

function runs(mark: string): boolean {
  return readdirSync('/proc').some((name) => (readOrNull(`/proc/${name}/cmdline`) ?? '').includes(mark));
}

async function run(code: string, options: Partial<GuestRun> = {}): Promise<GuestEnd & { lines: string[] }> {
  const environment = grant?.environments[0];
  if (grant === null || environment === undefined) throw new Error('no Python');
  const folder = join(root, `guest-${count++}`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'run.py'), code);
  const lines: string[] = [];
  const end = await runGuest({
    ...{ environment, fenced, folder, seconds: 30, megabytes: 512, threads: 1 },
    args: ['-I', '-B', '-u', 'run.py'],
    signal: new AbortController().signal,
    line: (from, text) => lines.push(`${from} ${text}`),
    ...options,
  });
  return { ...end, lines };
}

describe.skipIf(grant === null)('a guest', () => {
  it('knows no secret: no variable of the worker reaches it', async () => {
    vi.stubEnv('MILLRACE_TEST_SECRET', 'do not tell');
    try {
      const { lines, code } = await run(
        'import os\nprint(sorted(os.environ))\nprint("do not tell" in str(os.environ))',
      );
      expect(code).toBe(0);
      expect(lines[0]).not.toMatch(/SECRET|TOKEN|DATABASE/);
      expect(lines[1]).toBe('out False');
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it('is heard line by line while it runs, and what it says last is kept', async () => {
    const heard: number[] = [];
    const code =
      'import sys, time\nprint("one\\n\\ntwo")\ntime.sleep(0.4)\nprint("x" * 5000, file=sys.stderr)\nsys.exit(3)';
    const started = performance.now();
    const line = () => heard.push(performance.now() - started);
    const end = await run(code, { line });
    expect(heard).toHaveLength(3);
    expect((heard[2] ?? 0) - (heard[0] ?? 0)).toBeGreaterThan(200);
    expect(end).toMatchObject({ code: 3, stopped: null });
    expect(end.words).toHaveLength(2001);
  });

  it.skipIf(!told)('ends with its time, with all it has started', async () => {
    const mark = `guest-${process.pid}-sleeps`;
    const code = `import subprocess, sys\nsubprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)", "${mark}"])\nwhile True: pass`;
    const end = await run(code, { seconds: 1 });
    expect(end.stopped).toBe('time');
    await until(() => !runs(mark), { what: 'its child to end' });
  });

  it('ends when it is cancelled, with the reason of whoever did', async () => {
    const stop = new AbortController();
    const line = () => stop.abort(new Error('the step was cancelled'));
    await expect(run('print("here")\nwhile True: pass', { signal: stop.signal, line })).rejects.toThrow(
      'was cancelled',
    );
  });

  it.skipIf(!told)('gets no more memory than it may, alone or with others', async () => {
    const alone = await run('try:\n  bytearray(2 ** 30)\nexcept MemoryError:\n  print("refused")', { megabytes: 200 });
    expect(alone.lines).toEqual(['out refused']);
    const shared = `kept = bytearray(b"x" * (120 * 2 ** 20))
import os, time
for _ in range(4):
  if os.fork() == 0:
    time.sleep(1)
    os._exit(0)
for _ in range(4): os.wait()
print("shared")`;
    expect((await run(shared, { megabytes: 250 })).lines).toEqual(['out shared']);
    const many = `import os, time\nfor _ in range(4):\n  if os.fork() == 0:\n    kept = bytearray(b"x" * (100 * 2 ** 20))\n    time.sleep(60)\ntime.sleep(60)`;
    expect((await run(many, { megabytes: 250 })).stopped).toBe('memory');
  });

  it.skipIf(!told)('starts no more processes than it may', async () => {
    const code = 'import os, time\nfor _ in range(200):\n  if os.fork() == 0:\n    time.sleep(60)\ntime.sleep(60)';
    expect((await run(code, { megabytes: 4096 })).stopped).toBe('processes');
  });
});

describe.skipIf(!fenced)('the fence around a guest', () => {
  it('shows no network, no other file and no other process, and nothing to write but its folder', async () => {
    const secret = join(root, 'secret.txt');
    writeFileSync(secret, 'do not tell');
    const { lines, words } = await run(`
import os, socket, subprocess
def tries(what, work):
    try: print(what, work())
    except OSError as error: print(what, type(error).__name__)
tries("file", lambda: open("${secret}").read())
tries("system", lambda: open("/etc/shadow").read())
tries("net", lambda: socket.create_connection(("192.0.2.1", 80), 1))
tries("usr", lambda: open("/usr/mark", "w"))
tries("root", lambda: open("/mark", "w"))
tries("own", lambda: open("mark", "w").write("x"))
tries("tmp", lambda: open("/tmp/mark", "w").write("x"))
tries("kernel", lambda: [path for path in ("/proc/sys/kernel/core_pattern", "/proc/sys/vm/drop_caches", "/proc/sysrq-trigger") if os.access(path, os.W_OK)])
tries("others", lambda: len([name for name in os.listdir("/proc") if name.isdigit()]) > 3)
tries("caps", lambda: [line.split()[1] for line in open("/proc/self/status") if line.startswith("CapEff")][0].strip("0"))
tries("nnp", lambda: [line.split()[1] for line in open("/proc/self/status") if line.startswith("NoNewPrivs")][0])
tries("remount", lambda: subprocess.run(["mount", "-o", "remount,rw", "/usr"], capture_output=True).returncode != 0)
tries("user", lambda: subprocess.run(["unshare", "--user", "--map-root-user", "true"], capture_output=True).returncode != 0)
`);
    expect(words).toBe('');
    expect(lines.map((line) => line.slice(4))).toEqual([
      'file FileNotFoundError',
      'system FileNotFoundError',
      'net OSError',
      'usr OSError',
      'root OSError',
      'own 1',
      'tmp 1',
      'kernel []',
      'others False',
      'caps ',
      'nnp 1',
      'remount True',
      'user True',
    ]);
  });

  it.skipIf(!counts)('cannot take the machine: the kernel refuses it more threads', async () => {
    const code = `
import threading
threading.stack_size(64 * 1024)
stop = threading.Event()
kept = []
try:
  while len(kept) < 3000:
    kept.append(threading.Thread(target=stop.wait, daemon=True))
    kept[-1].start()
except RuntimeError:
  print("refused", len(kept) <= ${mostTasks} + 300)
stop.set()`;
    expect((await run(code, { megabytes: 1024 })).lines).toEqual(['out refused True']);
  });

  it('ends with the process that built it, however that ends', async () => {
    const environment = grant?.environments[0];
    if (environment === undefined) throw new Error('no Python');
    const folder = join(root, 'orphan');
    mkdirSync(join(folder, 'tmp'), { recursive: true });
    mkdirSync(`${folder}.root`);
    const mark = `orphan-${process.pid}`;
    const code = `open("started", "w").close()\nimport time\ntime.sleep(60)`;
    writeFileSync(join(folder, 'run.py'), code);
    const options = { environment, fenced, folder, root: `${folder}.root`, megabytes: 512, args: ['run.py', mark] };
    const parent = spawn(
      process.execPath,
      [
        '-e',
        `const {command, args} = JSON.parse(process.argv[1]); require('node:child_process').spawn(command, args, {stdio: 'ignore', cwd: process.argv[2]}); setInterval(() => {}, 1e6)`,
        JSON.stringify(guestCommand(options)),
        folder,
      ],
      { stdio: 'inherit' },
    );
    await until(() => readOrNull(join(folder, 'started')) !== null, { what: 'the guest to start' });
    parent.kill('SIGKILL');
    await until(() => !runs(mark), { what: 'the guest to end' });
  });
});

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
