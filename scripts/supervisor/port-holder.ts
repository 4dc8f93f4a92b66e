import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { Environment } from '../environment';
import { findFreePort, isPortTaken } from '../ports';

/** State of a listening socket in /proc/net/tcp. */
const LISTENING = '0A';

type PortVariable = 'PORT' | 'SCORING_PORT' | 'DATA_SERVICE_PORT';
const PORT_VARIABLES: readonly PortVariable[] = ['PORT', 'SCORING_PORT', 'DATA_SERVICE_PORT'];

function portHost(variable: PortVariable, environment: Environment): string {
  return variable === 'DATA_SERVICE_PORT' ? '127.0.0.1' : environment.HOST;
}

/** @throws when a port of the product is used by another program; says by which, and what to do */
export async function checkPorts(environment: Environment): Promise<void> {
  for (const variable of PORT_VARIABLES) {
    const port = environment[variable];
    if (!(await isPortTaken(port, portHost(variable, environment)))) continue;
    const holder = findPortHolder(port) ?? 'another program';
    throw new Error(
      `Port ${port} is taken by ${holder}. Stop it, or choose another: ${variable}=${port + 1000} npm start`,
    );
  }
}

/** The same settings with a free port in place of each one that is taken. */
export async function avoidTakenPorts(environment: Environment): Promise<Environment> {
  const result = { ...environment };
  for (const variable of PORT_VARIABLES) {
    if (await isPortTaken(environment[variable], portHost(variable, environment)))
      result[variable] = await findFreePort();
  }
  if (result.PORT !== environment.PORT) result.PUBLIC_URL = `http://127.0.0.1:${result.PORT}`;
  if (result.SCORING_PORT !== environment.SCORING_PORT)
    result.PUBLIC_SCORING_URL = `http://127.0.0.1:${result.SCORING_PORT}`;
  return result;
}

/** Process id and command of the program that listens on a port, where the system tells (Linux, own processes or root). */
export function findPortHolder(port: number): string | null {
  const sockets = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => listeningInodes(table, port)));
  if (sockets.size === 0) return null;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (!openSockets(pid).some((inode) => sockets.has(inode))) continue;
    const command = readOrEmpty(`/proc/${pid}/cmdline`).split('\0').join(' ').trim();
    return `process ${pid} (${command.slice(0, 120)})`;
  }
  return null;
}

/** Rows look like "0: 0100007F:0BB8 00000000:0000 0A … inode"; the port is hexadecimal, the inode the tenth field. */
function listeningInodes(table: string, port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return readOrEmpty(table)
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .flatMap((fields) => (fields[1]?.endsWith(suffix) && fields[3] === LISTENING ? [fields[9] ?? ''] : []));
}

function openSockets(pid: string): string[] {
  try {
    const links = readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
    return links.flatMap((link) => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
  } catch {
    return []; // of another user, or ended meanwhile
  }
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // not a Linux system, or the process ended
  }
}
