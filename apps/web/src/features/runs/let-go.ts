const aboutEnding = '.meta';

/** Ports whose tables were let go when a feature view had their rows: what was said about them is all that is left. */
export function letGo(outputs: readonly { port: string }[]): string[] {
  const ports = new Set(outputs.map(({ port }) => port));
  return [...ports].flatMap((port) => {
    const table = port.slice(0, -aboutEnding.length);
    return port.endsWith(aboutEnding) && !ports.has(table) ? [table] : [];
  });
}
