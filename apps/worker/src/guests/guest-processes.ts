import { readdir, readFile } from 'node:fs/promises';

/** What a process and all it has started use now; nulls outside Linux. */
export type GuestUse = { processes: number; megabytes: number };

const pageBytes = 4096;

/** Reads the processes of this machine and adds up those below `pid`. */
export async function guestUse(pid: number): Promise<GuestUse | null> {
  const names = await readdir('/proc').catch((): string[] => []); // no /proc: not Linux
  const ids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  if (ids.length === 0) return null;
  const read = await Promise.all(ids.map(readProcess));
  const children = new Map<number, Process[]>();
  for (const one of read) if (one !== null) children.set(one.parent, [...(children.get(one.parent) ?? []), one]);
  let use = { processes: 0, megabytes: 0 };
  const open = [pid];
  for (let parent = open.pop(); parent !== undefined; parent = open.pop()) {
    for (const child of children.get(parent) ?? []) {
      use = { processes: use.processes + 1, megabytes: use.megabytes + child.pages * (pageBytes / 1024 ** 2) };
      open.push(child.pid);
    }
  }
  return use;
}

type Process = { pid: number; parent: number; pages: number };

/** Null for one that has ended meanwhile. */
async function readProcess(pid: number): Promise<Process | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (stat === null) return null;
  // The name of the program may hold anything, so fields are counted from its last bracket: state, parent, … pages (24).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { pid, parent: Number(fields[1]), pages: Number(fields[21]) };
}
