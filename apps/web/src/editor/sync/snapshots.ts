import type { PipelineDocument } from '@millrace/pipeline-core/document';
import { z } from 'zod';
import { type Snapshot, snapshotStates } from './snapshot';
import { answer, finish, openDatabase, storeName } from './snapshot-database';
import { newestFirst, surplus } from './snapshot-shelves';
import { readSnapshot, type StoredSnapshot } from './stored-snapshot';

const keySchema = z.tuple([z.string(), z.number(), z.string()]);

/** Keeps a snapshot and forgets the oldest of this pipeline, unsaved edits last. */
export async function keepSnapshot(snapshot: Snapshot): Promise<void> {
  const transaction = (await openDatabase()).transaction(storeName, 'readwrite');
  const store = transaction.objectStore(storeName);
  store.put(snapshot);
  const held = await Promise.all(
    snapshotStates.map((state) => placesOf(store, { pipeline: snapshot.pipeline, state })),
  );
  for (const { key } of surplus(held.flat())) store.delete(key);
  await finish(transaction);
}

/** By their keys alone: the drawings need not be read at each edit. */
async function placesOf(store: IDBObjectStore, o: Pick<Snapshot, 'pipeline' | 'state'>) {
  const keys = await answer(store.index('state').getAllKeys(IDBKeyRange.only([o.pipeline, o.state])));
  return keys.map((key) => {
    const [, at, sitting] = keySchema.parse(key);
    return { key, at, sitting, state: o.state };
  });
}

/** The snapshots of a pipeline that this version can read, newest first. `saved`: what the server has. */
export async function listSnapshots(
  pipeline: string,
  saved: { document: PipelineDocument; revision: number },
): Promise<Snapshot[]> {
  const store = (await openDatabase()).transaction(storeName, 'readonly').objectStore(storeName);
  const found: StoredSnapshot[] = await answer(store.index('pipeline').getAll(IDBKeyRange.only(pipeline)));
  return newestFirst(found).flatMap((row) => {
    try {
      return [readSnapshot(row, saved)];
    } catch (error) {
      // One that cannot be read must not hide the others. It stays for the version that can.
      console.warn('A snapshot cannot be read', error);
      return [];
    }
  });
}

/** A name for this tab that survives its reload. */
export function tabName(): string {
  const known = sessionStorage.getItem('millrace-tab');
  if (known !== null) return known;
  const made = newName();
  sessionStorage.setItem('millrace-tab', made);
  return made;
}

const sittings = new WeakMap<object, string>();

/** A name for one opened editor, the same however often its effects run. */
export function sittingName(store: object): string {
  const name = sittings.get(store) ?? newName();
  sittings.set(store, name);
  return name;
}

function newName(): string {
  return crypto.getRandomValues(new Uint32Array(2)).join('-');
}
