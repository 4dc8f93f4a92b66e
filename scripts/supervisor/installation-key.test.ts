import { sealSecret } from '@millrace/db/seal';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { applyMigrations } from '../apply-migrations';
import { type EmbeddedPostgres, startPostgres } from '../embedded-postgres';
import { MIGRATIONS_FOLDER } from '../root';
import { checkInstallationKey, type KeyInUse, OtherKeyError } from './installation-key';

let server: EmbeddedPostgres;
let client: pg.Client;

beforeAll(async () => {
  server = await startPostgres({ ephemeral: true });
  await applyMigrations({ databaseUrl: server.url, folder: MIGRATIONS_FOLDER });
  client = new pg.Client({ connectionString: server.url });
  await client.connect();
});
beforeEach(async () => {
  await client.query('delete from installation_key');
  await client.query('delete from secret');
});
afterAll(async () => {
  await client.end();
  await server.stop();
});

const first = 'the first key of this installation, long';
const second = 'another key of this installation, longer';

function start(key: string, more: Partial<KeyInUse> = {}): Promise<void> {
  const usual = { databaseUrl: server.url, from: 'given' as const, dataDir: '/data', replace: false, log: () => {} };
  return checkInstallationKey({ ...usual, key, ...more });
}

describe('the key of an installation', () => {
  it('is the one of the first start, and what is kept of it does not show it', async () => {
    await start(first);
    await start(first);
    const { rows } = await client.query('select * from installation_key');
    expect(rows).toEqual([expect.objectContaining({ check_value: expect.stringMatching(/^[\w-]{43}$/) })]);
    expect(JSON.stringify(rows)).not.toContain(first);
  });

  it('stops a start with another one, each time, and the first one goes on', async () => {
    await start(first);
    await expect(start(second)).rejects.toThrow(OtherKeyError);
    await expect(start(second)).rejects.toThrow(/^MILLRACE_KEY is not the key .* unset it .*--replace-key/s);
    await start(first);
  });

  it('names the file where the other key lies in the data folder', async () => {
    await start(first);
    await expect(start(second, { from: 'file' })).rejects.toThrow(/The key in \/data\/millrace\.key is not the key/);
  });

  it('says that a file was only just made where the key was given before', async () => {
    await start(first);
    const refused = String(await start(second, { from: 'just-made' }).catch((error: unknown) => error));
    expect(refused).toMatch(/MILLRACE_KEY is not set, and the key newly made for \/data\/millrace\.key/);
    expect(refused).not.toContain('backup');
  });

  it('is one key also where two first starts come at once: the other one is stopped', async () => {
    const starts = await Promise.allSettled([first, second].map((key) => start(key)));
    const stopped = starts.filter(({ status }) => status === 'rejected');
    expect(stopped).toMatchObject([{ reason: expect.any(OtherKeyError) }]);
    const going = starts[0]?.status === 'fulfilled' ? first : second;
    await start(going);
  });

  it('must open a secret of an installation that keeps nothing of its key yet', async () => {
    const place = { projectId: '6f1f2f0e-0000-4000-8000-000000000001', name: 'orders' };
    await client.query(
      `insert into secret (id, project_id, name, sealed, created_by, updated_by, updated_at)
        values (gen_random_uuid(), $1, $2, $3, 'ada', 'ada', now())`,
      [place.projectId, place.name, sealSecret(first, place, 'hush')],
    );
    await expect(start(second)).rejects.toThrow(OtherKeyError);
    await expect(start(second)).rejects.toThrow(/opens none of the secrets/);
    await start(first);
    await expect(start(second)).rejects.toThrow(OtherKeyError);
  });

  it('is replaced when somebody says so, and then the old one is the other', async () => {
    const told: string[] = [];
    await start(first);
    await start(second, { replace: true, log: (line) => void told.push(line) });
    expect(told).toEqual([expect.stringContaining('set all secrets again')]);
    await start(second);
    await expect(start(first)).rejects.toThrow(OtherKeyError);
  });
});
