import { createHash } from 'node:crypto';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyMigrations } from './apply-migrations';
import { type EmbeddedPostgres, startPostgres } from './embedded-postgres';
import { MIGRATIONS_FOLDER } from './root';
import { createSetupLink } from './setup-link';

let server: EmbeddedPostgres;
let client: pg.Client;

beforeAll(async () => {
  server = await startPostgres({ ephemeral: true });
  await applyMigrations({ databaseUrl: server.url, folder: MIGRATIONS_FOLDER });
  client = new pg.Client({ connectionString: server.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await server.stop();
});

const makeLink = () => createSetupLink({ databaseUrl: server.url, publicUrl: 'https://ml.example' });

async function validHashes(): Promise<string[]> {
  const sql = `select token_hash from setup_token where used_at is null
               and expires_at between now() + interval '23 hours' and now() + interval '24 hours'`;
  return (await client.query(sql)).rows.map(({ token_hash }) => token_hash);
}

describe('createSetupLink', () => {
  it('stores only the hash of the token, and a newer link replaces an older one', async () => {
    await makeLink();
    const link = new URL((await makeLink()) ?? '');
    expect(link.origin + link.pathname).toBe('https://ml.example/welcome');
    const token = link.searchParams.get('token') ?? '';
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(await validHashes()).toEqual([createHash('sha256').update(token).digest('hex')]);
  });

  it('is for installations where nobody can sign in', async () => {
    await client.query(
      `insert into "user" (id, name, email, "updatedAt") values ('program', 'Program', 'program@example.org', now())`,
    );
    expect(await makeLink()).not.toBeNull();
    await client.query(
      `insert into "account" (id, "accountId", "providerId", "userId", "updatedAt") values ('a', 'a', 'credential', 'program', now())`,
    );
    expect(await makeLink()).toBeNull();
  });
});
