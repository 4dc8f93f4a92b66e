import type { Team, TeamOptions } from './team';

/** A team of one in the calling thread, for fits that end sooner than a thread has started. */
export function inlineTeam({ module, memory, calls, signal }: Omit<TeamOptions, 'sync' | 'threads'>): Team {
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  functionOf(exports, 'setUp')(0);
  const functions = new Map(calls.map((name) => [name, functionOf(exports, name)]));
  return {
    threads: [],
    async call(name) {
      signal.throwIfAborted();
      const kernel = functions.get(name);
      if (kernel === undefined) throw new TypeError(`kernel function ${name} is not among ${calls.join(', ')}`);
      kernel();
    },
    stop: () => Promise.resolve(),
  };
}

/** An exported kernel function. */
export function functionOf(exports: Record<string, unknown>, name: string): (...values: number[]) => number {
  const found = exports[name];
  if (typeof found !== 'function') throw new TypeError(`the kernels export no function ${name}`);
  return (...values) => found(...values);
}
