import { readdir, readFile } from 'node:fs/promises';

/** What a process and all it has started use now. */
export type GuestUse = { processes: number; megabytes: number };

const pageBytes = 4096;
/** More files than a process may open would look like processes that have ended. */
const openAtOnce = 128;

/**
 * Adds up a process and all it has started; null outside Linux. Pages that several share count for each of them until that
 * makes more than `megabytes`: then they are counted once, which takes longer to find out.
 */
export async function guestUse(pid: number, megabytes: number): Promise<GuestUse | null> {
  const family = await familyOf(pid);
  if (family === null) return null;
  const pages = family.reduce((sum, one) => sum + one.pages, 0);
  const resident = (pages * pageBytes) / 1024 ** 2;
  if (resident <= megabytes) return { processes: family.length, megabytes: resident };
  const shares = await Promise.all(family.map(shareOf));
  return { processes: family.length, megabytes: shares.reduce((sum, share) => sum + share, 0) };
}

type Process = { pid: number; parent: number; pages: number };

async function familyOf(pid: number): Promise<Process[] | null> {
  const names = await readdir('/proc').catch((): string[] => []); // no /proc: not Linux
  const ids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  if (ids.length === 0) return null;
  const all: Process[] = [];
  for (let first = 0; first < ids.length; first += openAtOnce) {
    const some = await Promise.all(ids.slice(first, first + openAtOnce).map(readProcess));
    all.push(...some.filter((one) => one !== null));
  }
  const children = new Map<number, Process[]>();
  for (const one of all) children.set(one.parent, [...(children.get(one.parent) ?? []), one]);
  const family = all.filter((one) => one.pid === pid);
  // It grows while it is walked: those added are looked at in their turn.
  for (const { pid: parent } of family) family.push(...(children.get(parent) ?? []));
  return family;
}

/** Null for one that has ended meanwhile. */
async function readProcess(pid: number): Promise<Process | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (stat === null) return null;
  // The name of the program may hold anything, so fields are counted from its last bracket: state, parent, … pages (24).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { pid, parent: Number(fields[1]), pages: Number(fields[21]) };
}

/** Megabytes of a process with its share of the pages it has together with others; all of them where that is not told. */
async function shareOf({ pid, pages }: Process): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1];
  return kilobytes === undefined ? (pages * pageBytes) / 1024 ** 2 : Number(kilobytes) / 1024;
}
