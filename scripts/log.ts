export type Log = (message: string) => void;

/** Prints messages with the seconds since this logger was made. */
export function createLog(name = 'millrace', write: (line: string) => void = console.log): Log {
  const start = performance.now();
  return (message) => write(`[${name} +${((performance.now() - start) / 1000).toFixed(1)}s] ${message}`);
}
