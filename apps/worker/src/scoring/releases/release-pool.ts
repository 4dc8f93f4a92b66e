import type { ReleaseId } from '@millrace/pipeline-core/ids';
import { type EndpointConfig, processFor } from '@millrace/pipeline-core/release';
import type { ServedRelease } from './served-release';

/** Where an endpoint with these settings wants a release. */
type Place = Pick<EndpointConfig, 'process'>;
export type LoadRelease = (id: ReleaseId, place: Place) => Promise<ServedRelease>;

export type ReleasePool = {
  /** The release in this place: loaded once for all endpoints that want it there, however they say so. */
  load: LoadRelease;
  /** Those with a process of their own that is not closed. */
  apart(): ServedRelease[];
  /** Forgets those that nobody uses; their processes end once no request can need them. */
  letGoUnused(): void;
  /** Ends all processes; nothing is loaded any more. */
  close(): void;
};

type Places = Map<ReturnType<typeof processFor>, ServedRelease>;

/** The releases in memory. `graceMs`: requests that began before a change of revisions may ask a release for so long after it. */
export function createReleasePool(o: {
  loadRelease: LoadRelease;
  /** Releases that somebody uses now. */
  used: () => ReadonlySet<ServedRelease>;
  graceMs: number;
}): ReleasePool {
  const pooled = new Map<ReleaseId, Places>();
  const turns = new Map<ReleaseId, Promise<unknown>>();
  /** One for each release with a process that nobody uses; one that is used again begins anew when it is not any more. */
  const graces = new Map<ServedRelease, NodeJS.Timeout>();
  let closed = false;

  async function loadInTurn(id: ReleaseId, place: Place): Promise<ServedRelease> {
    const places: Places = pooled.get(id) ?? new Map();
    // Where it belongs depends on its format, too, which any copy of it tells.
    const [known] = places.values();
    const there = known === undefined ? undefined : places.get(processFor(place, known.format));
    if (there !== undefined) return there;
    const release = await o.loadRelease(id, place);
    if (closed) {
      release.own?.close();
      throw new Error('this process stops');
    }
    pooled.set(id, places.set(processFor(place, release.format), release));
    return release;
  }

  function all(): ServedRelease[] {
    return [...pooled.values()].flatMap((places) => [...places.values()]);
  }

  function endGrace(release: ServedRelease): void {
    clearTimeout(graces.get(release));
    graces.delete(release);
  }

  function drop(release: ServedRelease): void {
    endGrace(release);
    release.own?.close();
    const places = pooled.get(release.id);
    for (const [place, one] of places ?? []) if (one === release) places?.delete(place);
    if (places?.size === 0) pooled.delete(release.id);
  }

  function closeLater(release: ServedRelease): void {
    if (o.used().has(release)) endGrace(release);
    else drop(release);
  }

  return {
    load(id, place) {
      const before = turns.get(id) ?? Promise.resolve();
      const turn = before.then(() => loadInTurn(id, place));
      const over = turn
        .catch(() => undefined) // told to whoever asked
        .then(() => {
          if (turns.get(id) === over) turns.delete(id);
        });
      turns.set(id, over);
      return turn;
    },
    apart: () => all().filter(({ own }) => own !== undefined),
    letGoUnused() {
      const used = o.used();
      for (const release of all()) {
        if (used.has(release)) endGrace(release);
        else if (release.own === undefined) drop(release);
        else if (!graces.has(release)) graces.set(release, setTimeout(closeLater, o.graceMs, release).unref());
      }
    },
    close() {
      closed = true;
      for (const release of all()) drop(release);
    },
  };
}
