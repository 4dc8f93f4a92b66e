import { hkdfSync } from 'node:crypto';
import path from 'node:path';
import { openSealed } from '@millrace/db/seal';
import pg from 'pg';
import type { Log } from '../log';

export type KeyInUse = {
  databaseUrl: string;
  key: string;
  /** Whether the key was given in MILLRACE_KEY, lies in the data folder, or was made there by this very start: then it goes with a refusal. */
  from: 'given' | 'file' | 'just-made';
  dataDir: string;
  /** Somebody said that the new key is meant: from now on it is the installation's. */
  replace: boolean;
  log: Log;
};

/** A start with another key than the one secrets were sealed with and receipts signed. */
export class OtherKeyError extends Error {
  override name = 'OtherKeyError';
}

/**
 * Keeps, for the first key an installation is started with, a value that tells it from others, and compares every later
 * one with it. Only the database knows what was sealed and signed, so the value lies there: a restored copy brings it along.
 * Where none is kept yet, but secrets are there from before, the key must open one of them.
 * @throws OtherKeyError when the key is another one and nobody said that it is meant
 */
export async function checkInstallationKey(use: KeyInUse): Promise<void> {
  const value = checkValueOf(use.key);
  const client = new pg.Client({ connectionString: use.databaseUrl });
  await client.connect();
  try {
    const before = await keptValue(client);
    const fits = before === null ? await opensSecrets(client, use.key) : before === value;
    if (!fits && !use.replace) throw new OtherKeyError(describeOther(use, before === null ? 'secrets' : 'value'));
    if (before === null && fits) await keepFirst(client, use, value);
    if (fits) return;
    await client.query(
      `insert into installation_key (check_value) values ($1)
        on conflict (only_one) do update set check_value = excluded.check_value, kept_at = now()`,
      [value],
    );
    use.log('the key of the installation was replaced: set all secrets again; receipts signed before fail');
  } finally {
    await client.end();
  }
}

async function keptValue(client: pg.Client): Promise<string | null> {
  const { rows } = await client.query<{ check_value: string }>('select check_value from installation_key');
  return rows[0]?.check_value ?? null;
}

/** Two first starts at once on one database: the value of one is kept, and the other is one with another key. */
async function keepFirst(client: pg.Client, use: KeyInUse, value: string): Promise<void> {
  await client.query('insert into installation_key (check_value) values ($1) on conflict (only_one) do nothing', [
    value,
  ]);
  if ((await keptValue(client)) !== value) throw new OtherKeyError(describeOther(use, 'value'));
}

/** Whether the key opens one of the secrets, some of which an older key may have sealed; true where there are none. */
async function opensSecrets(client: pg.Client, key: string): Promise<boolean> {
  const { rows } = await client.query<{ project_id: string; name: string; sealed: string }>(
    'select project_id, name, sealed from secret order by updated_at desc limit 100',
  );
  const opens = rows.some(
    ({ project_id: projectId, name, sealed }) => openSealed(key, { projectId, name }, sealed) !== null,
  );
  return rows.length === 0 || opens;
}

/** From a key of its own, so that it says nothing about those that seal and sign. */
function checkValueOf(key: string): string {
  return Buffer.from(hkdfSync('sha256', key, 'millrace', 'key check v1', 32)).toString('base64url');
}

/** `by`: what told it is another key, the value kept of the first one or the secrets of an installation that kept none. */
function describeOther(use: KeyInUse, by: 'value' | 'secrets'): string {
  const [seen, back] = keyInWords(use);
  const lost =
    by === 'value'
      ? 'With another key its secrets cannot be opened, and receipts signed before would look changed.'
      : 'It opens none of the secrets that were set last. If the key was changed after they were, nothing more is lost by replacing it.';
  return [
    `${seen} not the key this installation was made with; nothing that was sealed or signed was changed, and Millrace did not start.`,
    lost,
    `${back}.`,
    'If the old key is gone, begins with mr_ (such keys are not taken any more), or the new one is meant: npm start -- --replace-key, then set all secrets again.',
  ].join('\n');
}

function keyInWords({ from, dataDir }: KeyInUse): [seen: string, back: string] {
  const file = path.join(dataDir, 'millrace.key');
  const made = 'Set MILLRACE_KEY to the one it was made with';
  switch (from) {
    case 'given':
      return ['MILLRACE_KEY is', `${made}, or unset it if that one lies in ${file}`];
    case 'file':
      return [`The key in ${file} is`, `${made}, or put the file back from a backup`];
    case 'just-made':
      return [`MILLRACE_KEY is not set, and the key newly made for ${file} (taken away again) is`, made];
  }
}
