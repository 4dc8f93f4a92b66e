import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';

/**
 * Makes the one-time link by which the first person enters a new installation; links made earlier and not used stop
 * working. Only the token's SHA-256 is stored; it expires after 24 hours.
 * @returns null when somebody can sign in already
 */
export async function createSetupLink(options: { databaseUrl: string; publicUrl: string }): Promise<string | null> {
  const client = new pg.Client({ connectionString: options.databaseUrl });
  await client.connect();
  try {
    if ((await client.query('select 1 from "account" limit 1')).rowCount) return null;
    const token = randomBytes(32).toString('base64url');
    await client.query('delete from setup_token where used_at is null');
    await client.query(
      `insert into setup_token (token_hash, created_at, expires_at) values ($1, now(), now() + interval '24 hours')`,
      [createHash('sha256').update(token).digest('hex')],
    );
    return `${options.publicUrl}/welcome?token=${token}`;
  } finally {
    await client.end();
  }
}
