import { randomBytes } from 'node:crypto';
import pg from 'pg';

export type BareDatabase = { url: string; drop(): Promise<void> };

/** An empty database on the test server, without Millrace's tables. Needs TEST_DATABASE_URL. */
export async function createBareDatabase(serverUrl: string): Promise<BareDatabase> {
  const name = `bare_${randomBytes(6).toString('hex')}`;
  await query(serverUrl, `create database ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.toString(), drop: () => query(serverUrl, `drop database if exists ${name} with (force)`) };
}

async function query(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
