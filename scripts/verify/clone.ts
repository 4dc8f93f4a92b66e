import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startWithNpm } from '../bench/npm-start';
import { variablesOnFreePorts } from '../ports';
import { sendSignal } from '../processes';
import { readLock } from '../supervisor/lock-file';
import { makeNormalAccount, type NormalAccount } from './account';
import { type BareClone, makeBareClone } from './bare-clone';
import { attempt, type Check, checked, skipped } from './check';
import type { VerifyContext } from './context';
import { runCommand } from './run-command';

const part = 'clone';
const mostWarmSeconds = 15;
const orphanPatienceMs = 20_000;
const answers = 'web and set-up link answer';

/** The two commands from a bare clone, as this account and, when this one is root, as a normal one. */
export async function verifyClone(context: VerifyContext): Promise<Check[]> {
  const checks = await inClone((clone) => verifyCommands(context, { clone, who: whoAmI(), account: null }));
  const account = makeNormalAccount();
  if (typeof account === 'string') {
    if (whoAmI() !== 'root') return checks;
    context.log(`!!! SKIPPED as a normal user: ${account} !!!`);
    return [
      ...checks,
      skipped({ part, claim: 'npm start from a bare clone as a normal user', bar: answers, note: account }),
    ];
  }
  try {
    const more = await inClone((clone) => {
      account.own(path.dirname(clone.folder));
      return verifyCommands(context, { clone, who: 'a normal user', account });
    });
    return [...checks, ...more];
  } finally {
    account.remove();
  }
}

type Setting = { clone: BareClone; who: string; account: NormalAccount | null };

async function inClone(work: (clone: BareClone) => Promise<Check[]>): Promise<Check[]> {
  const clone = makeBareClone();
  try {
    return await work(clone);
  } finally {
    clone.remove();
  }
}

function whoAmI(): string {
  return process.getuid?.() === 0 ? 'root' : 'this user';
}

async function verifyCommands(context: VerifyContext, setting: Setting): Promise<Check[]> {
  const { who } = setting;
  const broken = (claim: string) => ({ part, claim: `${claim} as ${who}`, bar: 'works' });
  context.log(`bare clone as ${who}`);
  const starts = await attempt(broken('npm start from a bare clone'), () => verifyStarts(setting));
  if (!context.withTest) return starts;
  return [...starts, ...(await attempt(broken('npm test in a bare clone'), () => verifyTests(context, setting)))];
}

async function verifyStarts(setting: Setting): Promise<Check[]> {
  const { clone, who } = setting;
  const variables = await variablesOf(setting);
  const cold = await startAndLook(setting, variables);
  const second = await runCommand('npm', ['start'], { folder: clone.folder, variables, ...accountOf(setting) });
  const end = await cold.stop();
  const left = await waitForOrphans(clone);
  const locked = existsSync(path.join(clone.folder, '.data', 'millrace.lock')); // a clean end takes it away
  const warm = await startAndLook(setting, variables);
  await killSupervisor(clone);
  const orphans = await waitForOrphans(clone);
  await warm.stop();
  const claim = (text: string) => ({ part, claim: `${text}, as ${who}` });
  return [
    checked({
      ...claim('bare clone, npm start'),
      figure: `${cold.seconds.toFixed(0)} s`,
      bar: answers,
      pass: cold.answers,
      note: clone.how,
    }),
    checked({
      ...claim('npm start again, warm'),
      figure: `${warm.seconds.toFixed(1)} s`,
      bar: `<= ${mostWarmSeconds} s, answers`,
      pass: warm.answers && warm.seconds <= mostWarmSeconds,
    }),
    checked({
      ...claim('a second npm start beside a running one'),
      figure: `exit code ${second.code}`,
      bar: 'says the first is running',
      pass: second.code !== 0 && /already running/.test(second.tail),
    }),
    checked({
      ...claim('Ctrl-C'),
      figure: `${left.length} processes left after ${end.seconds.toFixed(1)} s${locked ? ', lock left behind' : ''}`,
      bar: 'ends cleanly, 0 left',
      pass: left.length === 0 && !locked,
    }),
    checked({
      ...claim('kill -9 of the supervisor'),
      figure: `${orphans.length} processes left`,
      bar: '0 left',
      pass: orphans.length === 0,
      ...(orphans.length === 0 ? {} : { note: orphans.join('; ') }),
    }),
  ];
}

/** npm and the product read no setting of this session; a home of its own holds npm's cache. */
async function variablesOf({ clone, account }: Setting): Promise<Record<string, string>> {
  const variables = await variablesOnFreePorts(path.join(clone.folder, '.data'));
  return account === null ? variables : { ...variables, HOME: account.home, USER: 'millrace-verify' };
}

function accountOf({ account }: Setting): { account?: { uid: number; gid: number } } {
  return account === null ? {} : { account: account.ids };
}

async function startAndLook(setting: Setting, variables: Record<string, string>) {
  const started = await startWithNpm({ folder: setting.clone.folder, variables, ...accountOf(setting) });
  const health = await fetch(`${started.webUrl}/api/health`);
  const page = await fetch(started.setupLink ?? started.webUrl);
  const html = await page.text();
  return { ...started, answers: health.ok && page.ok && html.includes('<html') && started.setupLink !== null };
}

async function killSupervisor({ folder }: BareClone): Promise<void> {
  const lock = readLock(path.join(folder, '.data'));
  if (lock === null) throw new Error('the running installation has no lock file');
  sendSignal(lock.pid, 'SIGKILL');
}

/** Processes that still run out of the clone, after they had time to notice. */
async function waitForOrphans(clone: BareClone): Promise<string[]> {
  for (const end = Date.now() + orphanPatienceMs; ; await sleep(250)) {
    const left = processesOf(clone.folder);
    if (left.length === 0 || Date.now() > end) return left;
  }
}

function processesOf(folder: string): string[] {
  if (!existsSync('/proc/self')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
        const inside = readlinkSync(`/proc/${pid}/cwd`).startsWith(folder) || command.includes(folder);
        return inside && command !== '' ? [`${pid} ${command.slice(0, 80)}`] : [];
      } catch {
        return []; // it ended while we looked
      }
    });
}

async function verifyTests(context: VerifyContext, setting: Setting): Promise<Check[]> {
  const checks: Check[] = [];
  for (const state of ['cold', 'warm']) {
    context.log(`npm test in a bare clone as ${setting.who}, ${state}`);
    const variables = await variablesOf(setting);
    const options = { folder: setting.clone.folder, variables, ...accountOf(setting) };
    const { code, seconds, tail } = await runCommand('npm', ['test'], options);
    checks.push(
      checked({
        part,
        claim: `npm test in a bare clone, ${state}, as ${setting.who}`,
        figure: `exit code ${code} after ${seconds.toFixed(0)} s`,
        bar: 'exit code 0',
        pass: code === 0,
        note: tail.split('\n').slice(-4).join(' | '),
      }),
    );
  }
  return checks;
}
