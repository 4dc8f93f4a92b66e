import { join } from 'node:path';
import {
  listFeedPlaces,
  listPrecomputedScores,
  listServedEndpoints,
  listServedViews,
  readOnline,
  readOnlineChanges,
  readOnlineKeys,
} from '@millrace/db';
import { onlineLimit } from '../features/online-limit';
import { createOnlineStore, type OnlineStore } from '../features/online-store';
import { type CurrentKeys, createCurrentKeys } from '../keys/current-keys';
import { findKeyOfMember } from '../keys/find-key';
import { createPrecomputed, type Precomputed } from '../precomputed/precomputed-store';
import { readScores } from '../precomputed/read-scores';
import { findBundle, nameRelease } from '../releases/find-bundle';
import { loadRelease } from '../releases/load-release';
import { createServedEndpoints, type ServedEndpoints } from '../releases/served-endpoints';
import type { ScoringOptions } from './scoring-options';

/** What requests are answered from: the database's, held by this process. Empty before it is loaded. */
export type ScoringMemory = {
  endpoints: ServedEndpoints;
  /** Scores of batches. */
  precomputed: Precomputed;
  /** Features. */
  online: OnlineStore;
  keys: CurrentKeys;
};

/** Of what feature views may take: scores of batches have so much beside it. */
const precomputedShare = 0.25;

export function openMemory(o: ScoringOptions & { processName: string }): ScoringMemory {
  const { db, logger } = o;
  const endpoints = createServedEndpoints({
    listEndpoints: () => listServedEndpoints(db),
    loadRelease: async (id, config) => loadRelease(await findBundle(o, id), { config, apart: o.apart, logger }),
    nameRelease: (id) => nameRelease(o, id),
    onServed: () => void precomputed.follow(),
    logger,
  });
  const precomputed = createPrecomputed({
    endpoints: endpoints.all,
    list: ({ id, projectId }, key) => listPrecomputedScores(db, { projectId, endpointId: id, key }),
    read: ({ location, keep, table }, more) =>
      readScores({ ...more, table, keep, path: o.pathOf(location), folder: join(o.dataDir, 'scores', o.processName) }),
    mostBytes: onlineLimit() * precomputedShare,
    wallClock: Date.now,
    logger,
  });
  const online = createOnlineStore({
    source: {
      listViews: (id) => listServedViews(db, id),
      readRows: (place) => readOnline(db, place),
      readChanges: (place) => readOnlineChanges(db, place),
      readKeys: (wanted) => readOnlineKeys(db, wanted),
      readPlaces: (viewId) => listFeedPlaces(db, viewId),
    },
    logger,
    mostBytes: o.mostOnlineBytes ?? onlineLimit(),
  });
  return {
    ...{ endpoints, precomputed, online },
    keys: createCurrentKeys({ find: (hash) => findKeyOfMember(db, hash), now: Date.now }),
  };
}
