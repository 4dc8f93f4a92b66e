import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runMigrations } from 'bullmq';
import pg from 'pg';

/** Prisma Migrate takes the same lock, so its command line and this runner never work at the same time. */
const ADVISORY_LOCK = 72707369;

/** Prisma Migrate's own book-keeping; `prisma migrate status` and `deploy` read what this runner writes. */
const CREATE_BOOK = `create table if not exists "_prisma_migrations" (
  "id" varchar(36) primary key not null,
  "checksum" varchar(64) not null,
  "finished_at" timestamptz,
  "migration_name" varchar(255) not null,
  "logs" text,
  "rolled_back_at" timestamptz,
  "started_at" timestamptz not null default now(),
  "applied_steps_count" integer not null default 0
)`;

type Migration = { name: string; sql: string; checksum: string };
type BookEntry = { migration_name: string; checksum: string; finished_at: Date | null };

/**
 * Brings a database up to date: Millrace's tables, then those of the queue (schema `bullmq`).
 * @returns names of the migrations applied now, in order
 */
export async function migrateDatabase(options: {
  databaseUrl: string;
  folder: string;
  /** false when the queue lives in Redis */
  queue: boolean;
}): Promise<string[]> {
  const applied = await applyMigrations(options);
  if (options.queue) await withClient(options.databaseUrl, (client) => runMigrations(client));
  return applied;
}

/**
 * Applies `<folder>/<name>/migration.sql` in order of name, each in one transaction, with nothing but `pg`.
 * Safe to run from several processes at once; does nothing when all are applied.
 * @throws when a file was edited after it was applied, an earlier attempt failed, the database knows migrations that the
 * folder lacks, or the SQL fails (that file's work is then undone)
 */
export async function applyMigrations(options: { databaseUrl: string; folder: string }): Promise<string[]> {
  const migrations = readMigrations(options.folder);
  return withClient(options.databaseUrl, async (client) => {
    await client.query('select pg_advisory_lock($1)', [ADVISORY_LOCK]); // released when the session ends
    await client.query(CREATE_BOOK);
    const pending = findPending(migrations, await readBook(client));
    for (const migration of pending) await applyOne(client, migration);
    return pending.map(({ name }) => name);
  });
}

async function withClient<T>(connectionString: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function readMigrations(folder: string): Migration[] {
  const names = readdirSync(folder).filter((name) => existsSync(path.join(folder, name, 'migration.sql')));
  return names.sort().map((name) => {
    const sql = readFileSync(path.join(folder, name, 'migration.sql'), 'utf8');
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
  });
}

async function readBook(client: pg.Client): Promise<Map<string, BookEntry>> {
  const { rows } = await client.query<BookEntry>(
    'select migration_name, checksum, finished_at from "_prisma_migrations" where rolled_back_at is null',
  );
  return new Map(rows.map((row) => [row.migration_name, row]));
}

function findPending(migrations: Migration[], book: Map<string, BookEntry>): Migration[] {
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = [...book.keys()].find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new Error(
      `The database has migration ${unknown}, which this version of Millrace does not know. ` +
        'Start the newer version, or use another database.',
    );
  }
  return migrations.filter(({ name, checksum }) => {
    const entry = book.get(name);
    if (entry === undefined) return true;
    if (entry.finished_at === null) {
      throw new Error(
        `Migration ${name} failed earlier. Repair the database, then mark it: prisma migrate resolve --help.`,
      );
    }
    if (entry.checksum !== checksum) {
      throw new Error(
        `Migration ${name} was edited after it was applied. Undo the edit and put the change into a new migration.`,
      );
    }
    return false;
  });
}

async function applyOne(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  try {
    await client.query('begin');
    await client.query(sql);
    await client.query(
      `insert into "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count)
       values ($1, $2, $3, now(), 1)`,
      [randomUUID(), checksum, name],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`Migration ${name} failed and was undone: ${describeFailure(error, sql)}`, { cause: error });
  }
}

/** The server's message, with the line of the script when it names a position. */
function describeFailure(error: unknown, sql: string): string {
  if (!(error instanceof pg.DatabaseError)) return String(error);
  const line = error.position ? sql.slice(0, Number(error.position)).split('\n').length : null;
  return line === null ? error.message : `${error.message} (line ${line})`;
}
