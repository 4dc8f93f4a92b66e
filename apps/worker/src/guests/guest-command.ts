import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fenceSh } from '../generated/guest-texts';
import type { GuestEnvironment } from './guest-grant';

/** Where the guest finds its folder inside the fence. */
export const fencedFolder = '/guest';
/** Exit code of a fence that does not hold. */
export const noFence = 97;
/** Processes and threads of a fenced guest together; the kernel refuses one more. */
export const mostTasks = 1024;

const tools = ['setpriv', 'unshare', 'prlimit', 'mount', 'pivot_root', 'sh'] as const;
type Tool = (typeof tools)[number];
const folders = ['/usr/bin', '/bin', '/usr/sbin', '/sbin'];

/** The first tool that a fence needs and this machine lacks. */
export function missingTool(): Tool | null {
  return tools.find((tool) => toolPath(tool) === null) ?? null;
}

function toolPath(tool: Tool): string | null {
  return folders.map((folder) => `${folder}/${tool}`).find((path) => existsSync(path)) ?? null;
}

export type GuestCommand = {
  environment: Pick<GuestEnvironment, 'python' | 'folders'>;
  fenced: boolean;
  /** The guest's folder, and an empty one that becomes its root. */
  folder: string;
  root: string;
  megabytes: number;
  /** Arguments of Python. */
  args: readonly string[];
};

const namespaces = ['--user', '--map-root-user', '--net', '--mount', '--pid', '--ipc', '--uts'];

/**
 * The command that runs Python as a guest, with its memory capped and without a way to new rights; it is killed when its
 * parent ends. Fenced: in namespaces with no network and no file but its folder and its environment.
 */
export function guestCommand(guest: GuestCommand): { command: string; args: string[] } {
  const python = [guest.environment.python, ...guest.args];
  const words = [...tied(guest.fenced), ...capped(guest.megabytes), ...(guest.fenced ? fence(guest, python) : python)];
  const [command = '', ...args] = words;
  return { command, args };
}

/**
 * Without the tool (outside Linux, or one of busybox or before util-linux 2.33) the guest is killed by us alone, and keeps
 * what ways its system gives it.
 */
function tied(fenced: boolean): string[] {
  const path = toolPath('setpriv');
  if (path === null) return [];
  const words = [path, '--pdeathsig', 'KILL', ...(fenced ? [] : ['--no-new-privs'])];
  if (fenced) return words;
  ties ??= spawnSync(path, [...words.slice(1), 'true'], { stdio: 'ignore', env: {}, timeout: 10_000 }).status === 0;
  return ties ? words : [];
}

/** Whether setpriv can do what we ask of it; tried once. */
let ties: boolean | undefined;

function capped(megabytes: number): string[] {
  const path = toolPath('prlimit');
  const bytes = Math.ceil(megabytes) * 1024 ** 2;
  return path === null ? [] : [path, `--data=${bytes}:${bytes}`, '--core=0:0'];
}

function fence({ environment, folder, root, megabytes }: GuestCommand, python: readonly string[]): string[] {
  const shared = String(Math.max(16, Math.ceil(megabytes / 4)));
  const start = [toolPath('unshare') ?? 'unshare', ...namespaces, '--fork', '--kill-child'];
  const shown = environment.folders;
  const facts = [root, folder, shared, String(mostTasks), String(shown.length), ...shown];
  return [...start, 'sh', '-c', fenceSh, 'fence', ...facts, ...python];
}
