/** The setting that lets a folder be watched, as a line for a shell or a file of settings; an example where none is named. */
export function rootsLine(path: string): string {
  const folder = path.trim() === '' ? '/srv/arrivals' : path.trim();
  return `WATCH_ROOTS=${/^[\w./-]+$/.test(folder) ? folder : `'${folder.replaceAll("'", "'\\''")}'`}`;
}
