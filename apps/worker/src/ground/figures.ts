/** One figure of this process, as Prometheus wants it. */
export type Figure = {
  name: string;
  type: 'counter' | 'gauge';
  help: string;
  values: readonly { labels: Record<string, string>; value: number }[];
};

/** What the roles of this process count; role score shows it under /metrics. */
export type Figures = {
  publish(read: () => readonly Figure[]): void;
  read(): Figure[];
};

export function createFigures(): Figures {
  const readers: (() => readonly Figure[])[] = [];
  return {
    publish: (read) => void readers.push(read),
    read: () => readers.flatMap((read) => read()),
  };
}
