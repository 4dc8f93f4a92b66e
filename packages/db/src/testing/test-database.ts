import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import pg from 'pg';
import { createDatabase, type Database } from '../client';
import { testDatabaseUrl } from './env';

export type TestDatabase = { url: string; db: Database; drop(): Promise<void> };

const migrationsFolder = new URL('../../../../prisma/migrations/', import.meta.url);

/** A fresh database with all migrations applied, made from a template that the first caller prepares. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = testDatabaseUrl();
  const migrations = await readMigrations();
  const digest = createHash('sha256').update(migrations.join('\n')).digest('hex').slice(0, 12);
  const template = `millrace_template_${digest}`;
  const name = `millrace_test_${randomBytes(6).toString('hex')}`;
  await withClient(server, async (client) => {
    await client.query('select pg_advisory_lock(72707375, 0)'); // one at a time: nobody may be in the template while it is copied
    if (!(await databaseExists(client, template))) await makeTemplate(server, client, template, migrations);
    await client.query(`create database ${name} template ${template}`);
  });
  const url = withDatabase(server, name);
  const db = createDatabase(url, { max: 8 });
  return {
    url,
    db,
    async drop() {
      await db.close();
      await withClient(server, (client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}

async function readMigrations(): Promise<string[]> {
  const entries = await readdir(migrationsFolder, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    folders.sort().map((folder) => readFile(new URL(`${folder}/migration.sql`, migrationsFolder), 'utf8')),
  );
}

async function databaseExists(client: pg.Client, name: string): Promise<boolean> {
  return (await client.query('select 1 from pg_database where datname = $1', [name])).rowCount === 1;
}

/** Built under another name first: a half-made template is never used. */
async function makeTemplate(server: string, client: pg.Client, name: string, migrations: string[]): Promise<void> {
  const draft = `${name}_draft`;
  await client.query(`drop database if exists ${draft} with (force)`);
  await client.query(`create database ${draft}`);
  await withClient(withDatabase(server, draft), async (inside) => {
    for (const migration of migrations) await inside.query(migration);
  });
  await client.query(`alter database ${draft} rename to ${name}`);
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.toString();
}
