import { createKeyCheck, type KeyProject, type KnownKey } from './api-key';
import { seenKeys } from './seen-keys';

export type CurrentKeys = {
  identify: KeyProject;
  /** Keys or members changed. */
  onChange(): void;
  /** From now on changes are heard of; what has changed before this moment is not known. */
  onConnect(): void;
  /** Changes are not heard of any more. */
  onLost(): void;
};

/**
 * Keys as the database has them now. What is remembered counts as long as every change is heard of: once that connection
 * is lost it counts for a moment only, and nothing from before counts when it is back. While the database is away, too, a
 * key is what it was when it was last seen.
 */
export function createCurrentKeys(o: {
  find: (hash: string) => Promise<KnownKey | null>;
  now: () => number;
}): CurrentKeys {
  let hears = false;
  const seen = seenKeys(o);
  const check = createKeyCheck({ find: seen.find, now: o.now, hearsOfChanges: () => hears });
  const forget = () => {
    seen.forget();
    check.forget();
  };
  return {
    identify: check.identify,
    onChange: forget,
    onConnect() {
      hears = true;
      forget();
    },
    onLost() {
      if (!hears) return; // each try to connect fails anew
      hears = false;
      check.forget();
    },
  };
}
