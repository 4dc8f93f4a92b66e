type Link = { from: string; to: string; how: 'kept' | 'origin' | 'unknown' };

/**
 * Ports that only a step without a trace connects with the picked row, each with the port of that step:
 *
 * 1. Against the order, those before such a step when what comes out of it is on the way, and those before them.
 * 2. In order, what such a step makes of a port on the way, and everything behind what is lost.
 */
export function lostPorts(o: {
  /** Topological. */
  order: readonly string[];
  links: readonly Link[];
  isHere(key: string): boolean;
}): Map<string, string> {
  const { order, links, isHere } = o;
  const lost = new Map<string, string>();
  const lose = (key: string, by: string | undefined) => {
    if (by !== undefined && !isHere(key) && !lost.has(key)) lost.set(key, by);
  };
  for (const key of [...order].reverse()) {
    const out = links.filter(({ from }) => from === key);
    const step = out.find(({ how, to }) => how === 'unknown' && isHere(to))?.to;
    lose(key, step ?? first(out.map(({ to }) => lost.get(to))));
  }
  for (const key of order) {
    const into = links.filter(({ to }) => to === key);
    const step = into.some(({ how, from }) => how === 'unknown' && isHere(from)) ? key : undefined;
    lose(key, step ?? first(into.map(({ from }) => lost.get(from))));
  }
  return lost;
}

function first(found: readonly (string | undefined)[]): string | undefined {
  return found.find((value) => value !== undefined);
}
