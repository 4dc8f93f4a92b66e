/** Bytes that requests hold in memory. */
export type PushLoad = {
  isFull(): boolean;
  /** Counts bytes until they are let go; null: there is no room for them. */
  hold(bytes: number): HeldBytes | null;
};

export type HeldBytes = {
  /** So many it turned out to be; false, and nothing is changed, when there is no room for more. */
  change(bytes: number): boolean;
  /** A second call does nothing. */
  letGo(): void;
};

/** Counts what requests hold from their arrival until their events are stored, so that there is an end to it. */
export function createPushLoad(most: number): PushLoad {
  let total = 0;
  return {
    isFull: () => total >= most,
    hold(given) {
      if (total >= most) return null;
      let held = given;
      total += held;
      return {
        change(bytes) {
          if (bytes > held && total - held + bytes > most) return false;
          total += bytes - held;
          held = bytes;
          return true;
        },
        letGo() {
          total -= held;
          held = 0;
        },
      };
    },
  };
}
