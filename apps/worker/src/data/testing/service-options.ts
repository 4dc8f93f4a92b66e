import { join } from 'node:path';
import { runTask } from '../../child/tasks';
import type { ArtifactStore } from '../artifact-store';
import type { DataServiceOptions, FoundArtifact } from '../service/options';

const token = 'token';
export const serviceHeaders = { authorization: `Bearer ${token}` };

/** For a data service in the folder of a test that knows these artifacts; its tasks run in this process. */
export function serviceOptions(o: {
  folder: string;
  store: ArtifactStore;
  records: ReadonlyMap<string, FoundArtifact>;
}): DataServiceOptions {
  return {
    token,
    store: o.store,
    folder: join(o.folder, 'tasks'),
    ordersFolder: join(o.folder, 'orders'),
    findArtifact: async (hash) => o.records.get(hash) ?? null,
    watchRoots: [],
    grant: async () => ({ secret: null, privateHosts: [], watchRoots: [] }),
    runTask: ({ task, args, folder }) =>
      runTask(
        { kind: 'task', id: '1', task, args, folder, threads: 2, memoryMegabytes: 1024 },
        new AbortController().signal,
      ),
  };
}
