import { isIP } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import { PipelineError } from '@millrace/pipeline-core/errors';
import pg from 'pg';
import { diskFullIn } from '../ground/disk-full';
import { reach } from './reach';

export type PostgresTarget = {
  host: string;
  port: number;
  database: string;
  user: string;
  tls: 'verify' | 'require' | 'off';
  password: string | null;
  timeoutMs: number;
  privateHosts: readonly string[];
  place: string;
};

const connectMs = 20_000;

/** Connects to somebody's Postgres at an address that was checked, and begins a transaction that can only read. */
export async function connectPostgres(target: PostgresTarget): Promise<pg.Client> {
  const { host, port, database, user, tls, place } = target;
  const { address } = await reach({ host, port }, target);
  const client = new pg.Client({
    host: address,
    port,
    database,
    user,
    // A function: no password file and no variable of this process is looked at.
    password: async () => target.password ?? '',
    ssl: tls === 'off' ? false : tlsOptions(host, tls === 'verify'),
    connectionTimeoutMillis: Math.min(connectMs, target.timeoutMs),
    application_name: 'millrace',
    keepAlive: true,
  });
  client.on('error', () => undefined); // the query that is on its way fails with it; without a listener Node would exit
  await client.connect().catch((cause: unknown) => {
    throw explainPostgres(cause, place);
  });
  return client;
}

function tlsOptions(host: string, verify: boolean) {
  return {
    rejectUnauthorized: verify,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    checkServerIdentity: (_name: string, certificate: Parameters<typeof checkServerIdentity>[1]) =>
      verify ? checkServerIdentity(host, certificate) : undefined,
  };
}

/** One snapshot, read only, with texts that do not depend on the server's habits. */
export async function beginReading(client: pg.Client, o: { timeoutMs: number; snapshot?: string }): Promise<void> {
  await client.query('begin transaction isolation level repeatable read read only');
  if (o.snapshot !== undefined) await client.query(`set transaction snapshot ${quoteLiteral(o.snapshot)}`);
  for (const setting of [
    `statement_timeout = ${Math.round(o.timeoutMs)}`,
    "time zone 'UTC'",
    "datestyle = 'ISO, YMD'",
    "intervalstyle = 'iso_8601'",
    "bytea_output = 'hex'",
    'extra_float_digits = 3',
    "client_encoding = 'UTF8'",
  ]) {
    await client.query(`set local ${setting}`);
  }
}

export function quoteIdentifier(name: string): string {
  return pg.escapeIdentifier(name);
}

export function quoteLiteral(text: string): string {
  return pg.escapeLiteral(text);
}

/** Codes of Postgres that another try may mend: connection, resources, shutdown, conflicts. */
const passing = /^(?:08|53|57P|40)/;

/** What Postgres or the network says, as an error a person can act on. */
export function explainPostgres(cause: unknown, place: string): PipelineError {
  if (cause instanceof PipelineError) return cause;
  const full = diskFullIn(cause);
  if (full !== null) return full;
  const message = cause instanceof Error ? cause.message : String(cause);
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  const late = code === '57014';
  if (code === '' && /SASL|password/i.test(message)) return noPassword(place, cause);
  const own = /^[0-9A-Z]{5}$/.test(code);
  const family = !late && own && !passing.test(code) ? 'pipeline' : 'operator';
  const next = nextStep(code, family);
  return new PipelineError({
    code: late ? 'source-timeout' : own ? `postgres-${code.toLowerCase()}` : 'connection-failed',
    family,
    place,
    seen: message,
    expected: 'rows from the database',
    next,
    message: `The database answered: ${message.replace(/\.$/, '')}. ${next}`,
    cause,
  });
}

/** The driver speaks of messages of the protocol here. */
function noPassword(place: string, cause: unknown): PipelineError {
  return new PipelineError({
    code: 'no-password',
    family: 'pipeline',
    place,
    seen: 'a database that asks for a password, and none to give it',
    expected: 'the password of the user as a secret',
    next: 'Choose the secret that holds it in the settings of the source.',
    cause,
  });
}

function nextStep(code: string, family: 'pipeline' | 'operator'): string {
  if (code === '57014') return 'Raise the longest wait of the source, or read less.';
  if (code.startsWith('28')) return 'Check the user and the secret of the source.';
  if (code === '3D000') return 'Check the name of the database.';
  if (code === '42P01' || code === '42703') return 'Check the table and the columns the source names.';
  if (code === '42501') return 'Give the user of the source the right to read it.';
  if (code === '25006') return 'The query writes; a source only reads.';
  return family === 'pipeline'
    ? 'Correct the query of the source.'
    : 'It is tried again; if it stays, check host and port.';
}
