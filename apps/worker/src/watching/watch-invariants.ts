import type { Violation } from '@millrace/db/protocol';
import type { Figure } from '../ground/figures';
import type { Logger } from '../logger';

export type InvariantWatch = { look(): Promise<void>; figures(): Figure[] };

/** Looks for broken promises and tells each once: again only when it was gone in between. */
export function watchInvariants(options: { check: () => Promise<Violation[]>; logger: Logger }): InvariantWatch {
  const { check, logger } = options;
  let told = new Map<string, Violation>();

  return {
    async look() {
      const seen = new Map((await check()).map((violation) => [keyOf(violation), violation]));
      for (const [key, violation] of seen) {
        if (!told.has(key)) logger.error({ violation }, 'the tables of runs do not agree');
      }
      for (const [key, violation] of told)
        if (!seen.has(key)) logger.info({ violation }, 'the tables of runs agree again');
      told = seen;
    },
    figures: () => [
      {
        name: 'millrace_invariant_violations',
        type: 'gauge',
        help: 'Promises of the run protocol found broken a minute ago or less.',
        values: [{ labels: {}, value: told.size }],
      },
    ],
  };
}

function keyOf({ invariant, subject }: Violation): string {
  return `${invariant}\n${subject}`;
}
