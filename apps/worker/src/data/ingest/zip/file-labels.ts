/**
 * The label of each file: the first folder of its path that tells files apart. Folders that all files share come before
 * it and say nothing. Null where files lie side by side.
 */
export function fileLabels(paths: readonly string[]): { shared: string; labelOf(path: string): string | null } {
  const folders = paths.map((path) => path.split('/').slice(0, -1));
  const [first = []] = folders;
  let depth = 0;
  while (depth < first.length && folders.every((folder) => folder[depth] === first[depth])) depth++;
  // One folder for all is their label when there is nothing below it.
  const isFlat = depth > 0 && folders.every((folder) => folder.length === depth);
  if (isFlat) depth--;
  return {
    shared: first.slice(0, depth).join('/'),
    labelOf: (path) => path.split('/').slice(0, -1)[depth] ?? null,
  };
}
