import { experimentNumber, loggedModelUuid, runUuid } from './names';
import { invalid } from './tracking-error';

/** Whose files a path of the protocol names, and which of them; `path` is empty for all. */
export type ArtifactPlace = { experiment: number; owner: { kind: 'run' | 'model'; id: string }; path: string };

/** In bytes of UTF-8: an index of the database holds no longer ones. */
const longestPath = 1_000;

/**
 * A path below a run's files. It is only ever compared with names in the database, but clients write to disks what it
 * says.
 * @param path decoded once; what is still encoded in it is part of a name
 * @throws TrackingError for what would leave its folder somewhere: `..`, an absolute path, a backslash, a drive, NUL
 */
export function checkArtifactPath(path: string): string {
  const parts = path.split('/');
  const leaves = parts.some((part) => part === '..' || part === '.' || part === '');
  const isElsewhere = /^[A-Za-z]:/.test(path) || path.includes('://');
  if (leaves || isElsewhere || hasOddCharacter(path) || byteLength(path) > longestPath) throw invalid('Invalid path');
  // A server that decodes once more must not find a way out either (CVE-2024-1560).
  if (/%(2e|2f|5c|00|25)/i.test(path)) throw invalid('Invalid path');
  return path;
}

function byteLength(text: string): number {
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

function hasOddCharacter(path: string): boolean {
  for (const char of path) {
    const code = char.codePointAt(0) ?? 0;
    // Clients take no list in which one name has a #.
    if (char === '\\' || char === '#' || code < 32 || code === 127 || (code >= 0xd800 && code <= 0xdfff)) return true;
  }
  return false;
}

/**
 * Reads `<experiment>/<run>/artifacts[/path]` or `<experiment>/models/<model>/artifacts[/path]`.
 * @throws TrackingError where it is neither
 */
export function parseArtifactPlace(text: string): ArtifactPlace {
  const parts = checkArtifactPath(text.replace(/\/$/, '')).split('/');
  const [number = '', second = ''] = parts;
  const isModel = second === 'models';
  const id = isModel ? loggedModelUuid(parts[2] ?? '') : runUuid(second);
  const rest = parts.slice(isModel ? 3 : 2);
  if (id === null || rest[0] !== 'artifacts') throw invalid('Invalid path');
  const owner = { kind: isModel ? ('model' as const) : ('run' as const), id };
  return { experiment: experimentNumber(number), owner, path: rest.slice(1).join('/') };
}
