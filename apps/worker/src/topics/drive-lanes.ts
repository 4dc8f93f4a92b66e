import { setTimeout as sleep } from 'node:timers/promises';
import type { Block } from './drive-consumers';

/** Blocks that go one after the other, such as those of one endpoint. */
export type Lane = { key: string; take: Block };

type Options = {
  /** Lanes with something to do now. */
  lanes(): Promise<readonly Lane[]>;
  /** Blocks at work together, at most. */
  most: number;
  /** A lane that can do nothing now is not asked for so long. */
  restMs: number;
  /** Milliseconds on a monotonic clock. */
  now(): number;
  stopped(): boolean;
};

/**
 * Takes blocks of several lanes side by side, one of a lane at a time, until none has anything to do: a slow lane keeps the
 * others waiting for nothing but its place. Who had the last turn comes last. Throws the first error once all are done.
 */
export async function driveLanes(o: Options): Promise<void> {
  const running = new Map<string, Promise<void>>();
  const restsUntil = new Map<string, number>();
  const turns = new Map<string, number>();
  let turn = 0;
  let failure: { error: unknown } | null = null;

  async function go({ key, take }: Lane): Promise<void> {
    try {
      if (!(await take())) restsUntil.set(key, o.now() + o.restMs);
    } catch (error) {
      failure ??= { error };
    } finally {
      running.delete(key);
    }
  }

  /** How many are at work now, and were when it looked. */
  async function startSome(): Promise<number> {
    const listed = await o.lanes();
    const before = running.size;
    const lanes = listed.filter(({ key }) => !running.has(key) && (restsUntil.get(key) ?? 0) <= o.now());
    const inTurn = lanes.sort((a, b) => (turns.get(a.key) ?? 0) - (turns.get(b.key) ?? 0));
    const next = inTurn.slice(0, o.most - before);
    for (const lane of next) {
      turn += 1;
      turns.set(lane.key, turn);
      running.set(lane.key, go(lane));
    }
    return before + next.length;
  }

  /** As startSome, while nothing says that it is over. */
  async function goOn(): Promise<number> {
    if (o.stopped() || failure !== null) return running.size;
    try {
      return await startSome();
    } catch (error) {
      failure ??= { error };
      return running.size;
    }
  }

  while ((await goOn()) > 0) {
    // Those that are done already have more to do, perhaps.
    if (running.size > 0) await Promise.race([...running.values(), sleep(o.restMs, undefined, { ref: false })]);
  }
  throwAny(failure);
}

/** The compiler loses sight of what a callback assigns. */
function throwAny(failure: { error: unknown } | null): void {
  if (failure !== null) throw failure.error;
}
