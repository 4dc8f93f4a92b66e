import {
  documentVersion,
  emptyHistory,
  type History,
  type PipelineDocument,
  readDocument,
} from '@millrace/pipeline-core/document';

/** A copy of the drawing kept in this browser, in case a save never arrives, with what can be undone. */
export type Snapshot = {
  pipeline: string;
  /** The browser tab it was drawn in: survives a reload, another tab has another. */
  tab: string;
  at: number;
  revision: number;
  /** What the server held under that revision: edits are told from it when they are put on a newer one. */
  base: PipelineDocument;
  document: PipelineDocument;
  history: History;
  /** Whether the server has this document; `left`: it never had, and the person wants nothing back from it. */
  state: 'unsaved' | 'saved' | 'left';
};

const kept = 20;
const storeName = 'snapshots';
let opening: Promise<IDBDatabase> | null = null;

/** One connection for the page: what is kept while the page closes has no time to open another. */
function openDatabase(): Promise<IDBDatabase> {
  opening ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('millrace-editor', 2);
    request.onupgradeneeded = () => {
      const { result } = request;
      if (result.objectStoreNames.contains(storeName)) result.deleteObjectStore(storeName);
      const made = result.createObjectStore(storeName, { keyPath: ['pipeline', 'at', 'tab'] });
      made.createIndex('pipeline', 'pipeline');
    };
    request.onsuccess = () => {
      // A newer version of the workbench in another tab must not wait for this one.
      request.result.onversionchange = () => {
        request.result.close();
        opening = null;
      };
      resolve(request.result);
    };
    request.onerror = () => reject(request.error ?? new Error('The browser keeps no snapshots.'));
  }).catch((error: unknown) => {
    opening = null;
    throw error;
  });
  return opening;
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The snapshots cannot be read.'));
  });
}

function finish(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error ?? new Error('The snapshot was not kept.'));
    transaction.onabort = () => reject(transaction.error ?? new Error('The snapshot was not kept.'));
  });
}

/** Keeps a snapshot and forgets all but the last 20 of this pipeline. */
export async function keepSnapshot(snapshot: Snapshot): Promise<void> {
  const transaction = (await openDatabase()).transaction(storeName, 'readwrite');
  const store = transaction.objectStore(storeName);
  store.put(snapshot);
  const keys = await answer(store.index('pipeline').getAllKeys(IDBKeyRange.only(snapshot.pipeline)));
  for (const key of keys.slice(0, Math.max(0, keys.length - kept))) store.delete(key);
  await finish(transaction);
}

/** The snapshots of a pipeline that this version can read, newest first. */
export async function listSnapshots(pipeline: string): Promise<Snapshot[]> {
  const store = (await openDatabase()).transaction(storeName, 'readonly').objectStore(storeName);
  const found: Snapshot[] = await answer(store.index('pipeline').getAll(IDBKeyRange.only(pipeline)));
  return found
    .map((snapshot) => ({
      ...snapshot,
      // Edits of an older format cannot be taken back in this one.
      history: Number(snapshot.document.v) === documentVersion ? snapshot.history : emptyHistory,
      base: readDocument(snapshot.base),
      document: readDocument(snapshot.document),
    }))
    .sort((a, b) => b.at - a.at);
}

/** A name for this tab that survives its reload. */
export function tabName(): string {
  const known = sessionStorage.getItem('millrace-tab');
  if (known !== null) return known;
  const made = crypto.getRandomValues(new Uint32Array(2)).join('-');
  sessionStorage.setItem('millrace-tab', made);
  return made;
}
