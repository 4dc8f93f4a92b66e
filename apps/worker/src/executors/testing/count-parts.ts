/** The work of all cores, in ms, since a part of a step began, by part: every moment between two calls belongs to one. */
export type PartsCount = { begin(part: string): void; end(): { parts: Record<string, number>; isTwice: boolean } };

/** Counts the work of a step by part. The first is opening what the step is given. */
export function countParts(): PartsCount {
  const parts: Record<string, number> = {};
  let now = 'open';
  let before = process.cpuUsage();
  const close = () => {
    const { user, system } = process.cpuUsage(before);
    parts[now] = (parts[now] ?? 0) + (user + system) / 1000;
    before = process.cpuUsage();
  };
  return {
    begin(part) {
      close();
      now = part;
    },
    end() {
      close();
      // Writing follows splicing only where that was refused: then made columns were packed twice.
      return { parts, isTwice: parts.splice !== undefined && parts.write !== undefined };
    },
  };
}
