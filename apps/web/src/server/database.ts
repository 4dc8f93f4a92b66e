import { createDatabase, type Database } from '@millrace/db';
import { environment } from '../env';

// One pool per process: Next evaluates modules once per bundle, the global outlives that.
const holder = globalThis as typeof globalThis & { millraceDatabase?: Database };

/** The database of this process. */
export function database(): Database {
  holder.millraceDatabase ??= createDatabase(environment().DATABASE_URL, { max: 10 });
  return holder.millraceDatabase;
}
