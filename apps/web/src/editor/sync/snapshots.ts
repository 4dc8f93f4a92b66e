import { type PipelineDocument, readDocument } from '@millrace/pipeline-core/document';

/** A copy of the drawing kept in this browser, in case a save never arrives. */
export type Snapshot = { pipeline: string; at: number; revision: number; document: PipelineDocument };

const kept = 20;
const storeName = 'snapshots';

function openDatabase(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('millrace-editor', 1);
    request.onupgradeneeded = () => {
      const made = request.result.createObjectStore(storeName, { keyPath: ['pipeline', 'at'] });
      made.createIndex('pipeline', 'pipeline');
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The browser keeps no snapshots.'));
  });
}

function finish(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error ?? new Error('The snapshot was not kept.'));
    transaction.onabort = () => reject(transaction.error ?? new Error('The snapshot was not kept.'));
  });
}

function keysOf(store: IDBObjectStore, pipeline: string): Promise<IDBValidKey[]> {
  return new Promise((resolve, reject) => {
    const request = store.index('pipeline').getAllKeys(IDBKeyRange.only(pipeline));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The snapshots cannot be read.'));
  });
}

/** Keeps a snapshot and forgets all but the last 20 of this pipeline. */
export async function keepSnapshot(snapshot: Snapshot): Promise<void> {
  const database = await openDatabase();
  try {
    const transaction = database.transaction(storeName, 'readwrite');
    const store = transaction.objectStore(storeName);
    store.put(snapshot);
    const keys = await keysOf(store, snapshot.pipeline);
    for (const key of keys.slice(0, Math.max(0, keys.length - kept))) store.delete(key);
    await finish(transaction);
  } finally {
    database.close();
  }
}

/** The newest snapshot of a pipeline; null when there is none that this version can read. */
export async function latestSnapshot(pipeline: string): Promise<Snapshot | null> {
  const database = await openDatabase();
  try {
    const store = database.transaction(storeName, 'readonly').objectStore(storeName);
    const key = (await keysOf(store, pipeline)).at(-1);
    if (key === undefined) return null;
    return await new Promise((resolve, reject) => {
      const request = store.get(key);
      request.onsuccess = () => resolve(toSnapshot(request.result));
      request.onerror = () => reject(request.error ?? new Error('The snapshot cannot be read.'));
    });
  } finally {
    database.close();
  }
}

/** What was stored may be from an older version: its document goes through the migrations. */
function toSnapshot(value: Partial<Snapshot> | undefined): Snapshot | null {
  if (value?.pipeline === undefined || value.at === undefined || value.revision === undefined) return null;
  return { pipeline: value.pipeline, at: value.at, revision: value.revision, document: readDocument(value.document) };
}
