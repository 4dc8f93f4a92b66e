import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing';
import { createListener } from './listener';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
}, 60_000);
afterAll(() => database?.drop());

it('is back at once when its connection was ended, and hears again', async () => {
  const seen: string[] = [];
  let tell: () => void = () => undefined;
  const next = () =>
    new Promise<void>((resolve) => {
      tell = resolve;
    });
  const note = (what: string) => {
    seen.push(what);
    tell();
  };
  const listener = await createListener({
    ...{ url: database.url, channels: ['mr_key'], probeMs: 600_000 }, // no probe brings it back
    onNotify: (_channel, payload) => note(payload),
    onConnect: () => note('connected'),
    onTrouble: () => note('lost'),
  });
  const lost = next();
  await database.db.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = 'millrace-listener' and datname = current_database()`,
  );
  await lost;
  while (seen.at(-1) !== 'connected') await next();
  const heard = next();
  await database.db.pool.query(`select pg_notify('mr_key', 'revoked')`);
  await heard;
  expect([seen[0], seen.includes('lost'), seen.at(-1)]).toEqual(['connected', true, 'revoked']);
  await listener.close();
}, 30_000);
