import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { applyMigrations, migrateDatabase } from './apply-migrations';
import { type EmbeddedPostgres, startPostgres } from './embedded-postgres';
import { MIGRATIONS_FOLDER } from './root';

let server: EmbeddedPostgres;
let folder: string;
let databaseUrl: string;
let databases = 0;

beforeAll(async () => {
  server = await startPostgres({ ephemeral: true });
});
afterAll(() => server.stop());

beforeEach(async () => {
  databaseUrl = await server.createDatabase(`migrations_${databases++}`);
  folder = mkdtempSync(path.join(os.tmpdir(), 'millrace-migrations-test-'));
  return () => rmSync(folder, { recursive: true, force: true });
});

function writeMigration(name: string, sql: string): void {
  mkdirSync(path.join(folder, name), { recursive: true });
  writeFileSync(path.join(folder, name, 'migration.sql'), sql);
}

async function count(table: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return Number((await client.query(`select count(*) as n from ${table}`)).rows[0].n);
  } finally {
    await client.end();
  }
}

describe('applyMigrations', () => {
  it('applies files in order of name, once', async () => {
    writeMigration('2_fill', 'insert into t values (1); insert into t values (2);');
    writeMigration('1_create', 'create table t (id int);');
    expect(await applyMigrations({ databaseUrl, folder })).toEqual(['1_create', '2_fill']);
    expect(await applyMigrations({ databaseUrl, folder })).toEqual([]);
    expect(await count('t')).toBe(2);
  });

  it('lets several processes try at once', async () => {
    writeMigration('1_create', 'create table t (id int); insert into t values (1);');
    const results = await Promise.all([1, 2, 3].map(() => applyMigrations({ databaseUrl, folder })));
    expect(results.flat()).toEqual(['1_create']);
    expect(await count('t')).toBe(1);
  });

  it('runs function bodies whole', async () => {
    writeMigration(
      '1_function',
      'create function f() returns int language plpgsql as $$ begin perform 1; return 2; end $$;',
    );
    expect(await applyMigrations({ databaseUrl, folder })).toEqual(['1_function']);
    expect(await count('f() where f = 2')).toBe(1);
  });

  it('refuses a file that was edited after it was applied', async () => {
    writeMigration('1_create', 'create table t (id int);');
    await applyMigrations({ databaseUrl, folder });
    writeMigration('1_create', 'create table t (id bigint);');
    await expect(applyMigrations({ databaseUrl, folder })).rejects.toThrow('1_create was edited');
  });

  it('refuses a database of a newer version', async () => {
    writeMigration('1_create', 'create table t (id int);');
    writeMigration('2_newer', 'create table u (id int);');
    await applyMigrations({ databaseUrl, folder });
    rmSync(path.join(folder, '2_newer'), { recursive: true });
    await expect(applyMigrations({ databaseUrl, folder })).rejects.toThrow('2_newer, which this version');
  });

  it('undoes a failing file whole, names the line, and can be repeated', async () => {
    writeMigration('1_create', 'create table t (id int);\ninsert into t values (1);\nselect * from missing_table;');
    await expect(applyMigrations({ databaseUrl, folder })).rejects.toThrow(/1_create .*missing_table.*\(line 3\)/);
    await expect(count('t')).rejects.toThrow('does not exist');
    writeMigration('1_create', 'create table t (id int);');
    expect(await applyMigrations({ databaseUrl, folder })).toEqual(['1_create']);
  });
});

describe('migrateDatabase', () => {
  it("applies the product's own migrations and the queue's, again and again", async () => {
    const options = { databaseUrl, folder: MIGRATIONS_FOLDER, queue: true };
    expect((await migrateDatabase(options)).length).toBeGreaterThan(0);
    expect(await migrateDatabase(options)).toEqual([]);
    expect(await count("information_schema.tables where table_schema = 'bullmq'")).toBeGreaterThan(0);
    expect(await count('"user"')).toBe(0);
  });

  it('leaves the queue out when it lives in Redis', async () => {
    await migrateDatabase({ databaseUrl, folder: MIGRATIONS_FOLDER, queue: false });
    expect(await count("information_schema.tables where table_schema = 'bullmq'")).toBe(0);
  });
});
