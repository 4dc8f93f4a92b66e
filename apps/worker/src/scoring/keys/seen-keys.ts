import type { KnownKey } from './api-key';

type Asked = { answer: Promise<KnownKey | null>; since: number };
type Find = (hash: string) => Promise<KnownKey | null>;

export type SeenKeys = {
  find: Find;
  /** Keys or members changed: nothing that was seen before counts. */
  forget(): void;
};

/** A key counts as it was last seen for so long while the database is away: nobody can revoke one there meanwhile. */
const trustMs = 3_600_000;
/** A database that is silent is not waited for where the key was seen before. */
const patienceMs = 200;
const mostSeen = 10_000;

/**
 * Finds keys in the database, asked once for all requests that want to know at the same time; where it does not answer, a key
 * is what it was when it was last seen.
 */
export function seenKeys(options: { find: Find; now: () => number }): SeenKeys {
  let seen = new Map<string, { key: KnownKey | null; at: number }>();
  let asked = new Map<string, Asked>();

  function ask(hash: string): Asked {
    const under = asked.get(hash);
    if (under !== undefined) return under;
    // What was asked before a change must not count after it: it goes into the maps that were let go.
    const [into, flights] = [seen, asked];
    const answer = options
      .find(hash)
      .then((key) => {
        if (into.size >= mostSeen) into.clear();
        into.set(hash, { key, at: options.now() });
        return key;
      })
      .finally(() => flights.delete(hash));
    const made = { answer, since: options.now() };
    flights.set(hash, made);
    return made;
  }

  return {
    async find(hash) {
      const before = seen.get(hash);
      const { answer, since } = ask(hash);
      if (before === undefined || before.at + trustMs <= options.now()) return answer;
      // Whoever asked first has waited; the others would each wait for the same silence.
      return answerOr(before.key, { answer, patienceMs: Math.max(0, since + patienceMs - options.now()) });
    },
    forget() {
      seen = new Map();
      asked = new Map();
    },
  };
}

/** What comes soon; else, or where that is a failure, what was known before. */
async function answerOr<T>(
  before: T,
  { answer, patienceMs: ms }: { answer: Promise<T>; patienceMs: number },
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(resolve, ms, before);
  });
  try {
    return await Promise.race([answer, late]);
  } catch {
    return before; // the database is away, and others tell so
  } finally {
    clearTimeout(timer);
  }
}
