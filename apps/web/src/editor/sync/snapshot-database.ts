import { upgradeSnapshot } from './stored-snapshot';

/** Of the database, not of the drawings in it: those carry their own. */
const version = 3;
export const storeName = 'snapshots';
let opening: Promise<IDBDatabase> | null = null;

/** One connection for the page: what is kept while the page closes has no time to open another. */
export function openDatabase(): Promise<IDBDatabase> {
  opening ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open('millrace-editor', version);
    request.onupgradeneeded = () => upgrade(request);
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

/** What an older workbench kept may be edits that nobody has saved: it is carried over, not thrown away. */
function upgrade({ result: database, transaction }: IDBOpenDBRequest): void {
  if (transaction === null || !database.objectStoreNames.contains(storeName)) {
    makeStore(database);
    return;
  }
  const reading = transaction.objectStore(storeName).getAll();
  reading.onsuccess = () => {
    database.deleteObjectStore(storeName);
    const store = makeStore(database);
    for (const row of reading.result.map(upgradeSnapshot)) if (row !== null) store.put(row);
  };
}

function makeStore(database: IDBDatabase): IDBObjectStore {
  const store = database.createObjectStore(storeName, { keyPath: ['pipeline', 'at', 'sitting'] });
  store.createIndex('pipeline', 'pipeline');
  store.createIndex('state', ['pipeline', 'state']);
  return store;
}

export function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The snapshots cannot be read.'));
  });
}

export function finish(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error ?? new Error('The snapshot was not kept.'));
    transaction.onabort = () => reject(transaction.error ?? new Error('The snapshot was not kept.'));
  });
}
