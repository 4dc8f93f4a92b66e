import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { PipelineError } from '@millrace/pipeline-core/errors';
import type { ContractColumn } from '@millrace/pipeline-core/sources';
import { z } from 'zod';
import { copyOut } from '../../../outside/copy-out';
import {
  beginReading,
  connectPostgres,
  explainPostgres,
  type PostgresTarget,
  quoteIdentifier,
  quoteLiteral,
} from '../../../outside/postgres';
import {
  borderRows,
  columnType,
  copyPart,
  countWithout,
  highestValue,
  mostBorder,
  newRows,
  type PostgresCursor,
  postgresCursorSchema,
  relationOf,
} from './postgres-query';
import type { ReadJob, ReadKind } from './read-job';

type Client = Awaited<ReturnType<typeof connectPostgres>>;
type Job = ReadJob<'postgres'>;

/**
 * Reads a table or query as CSV, server side:
 * 1. one connection takes a snapshot, looks at the columns and at how far the rows go now;
 * 2. n connections read their part of that same snapshot at the same time;
 * 3. the parts, one behind the other, are the raw file; the types are those of the server.
 */
export const readPostgres: ReadKind<'postgres'> = {
  async read(job) {
    const client = await connectPostgres(targetOf(job));
    try {
      return await readWith(client, job);
    } catch (error) {
      job.signal.throwIfAborted();
      throw explainPostgres(error, placeOf(job));
    } finally {
      await client.end().catch(() => undefined); // broken already: the error that matters is on its way
    }
  },

  async test(job) {
    const client = await connectPostgres(targetOf(job));
    try {
      await beginReading(client, { timeoutMs: Math.min(20_000, job.config.timeoutSeconds * 1000) });
      const columns = await describe(client, relationOf(job.config));
      checkCursorColumn(job, columns);
      return `Connected; ${columns.length} columns: ${columns
        .slice(0, 6)
        .map(({ name }) => name)
        .join(', ')}${columns.length > 6 ? ' …' : ''}.`;
    } catch (error) {
      throw explainPostgres(error, placeOf(job));
    } finally {
      await client.end().catch(() => undefined); // as above
    }
  },
};

async function readWith(client: Client, job: Job) {
  const { config, task } = job;
  const relation = relationOf(config);
  await beginReading(client, { timeoutMs: config.timeoutSeconds * 1000 });
  const columns = await describe(client, relation);
  checkCursorColumn(job, columns);
  const span = await spanOf(client, job, relation);
  const fileName = `${config.read === 'table' ? config.table.replace(/[^A-Za-z0-9._-]+/g, '_') : 'query'}.csv`;
  const stay = { from: task.cursor, to: task.cursor };
  const nothing = {
    path: null,
    facts: { fileName, nothingNew: 'No row is newer than those that are here.', cursor: stay },
  };
  if (span === 'nothing') return nothing;
  const path = join(job.folder, 'raw');
  const rows = await copyParts(client, job, {
    relation,
    where: span.where,
    dealBy: config.cursorColumn || (columns[0]?.name ?? ''),
    path,
  });
  if (rows === 0 && span.where.length > 0) {
    await rm(path, { force: true });
    return nothing;
  }
  job.log(
    'info',
    `Read ${rows.toLocaleString('en')} rows over ${config.partitions === 1 ? 'one connection' : `${config.partitions} connections`}.`,
  );
  return {
    path,
    facts: { fileName, format: 'csv' as const, columns, cursor: { from: task.cursor, to: span.to ?? task.cursor } },
  };
}

/** The extended protocol takes one statement only, whatever the text of a query says. */
function ask(client: Client, text: string) {
  return client.query({ text, queryMode: 'extended' } as { text: string }); // the types lack queryMode
}

/** Names and types, without reading a row. */
async function describe(client: Client, relation: string): Promise<ContractColumn[]> {
  const { fields } = await ask(client, `select source.* from ${relation} limit 0`);
  return fields.map(({ name, dataTypeID }) => ({ name, type: columnType(dataTypeID) }));
}

type Span = { where: string[]; to: PostgresCursor };

/** Which rows are new, and how far they go; everything when no column tells. */
async function spanOf(client: Client, job: Job, relation: string): Promise<Span | 'nothing'> {
  const column = job.config.cursorColumn;
  if (column === '') return { where: [], to: null };
  const known = postgresCursorSchema.parse(job.task.cursor);
  const since = known !== null && known.column === column ? [newRows(column, known)] : [];
  const value = await one(
    client,
    highestValue(relation, column, since[0] ?? 'true'),
    z.object({ value: z.string().nullable() }),
  );
  await reportWithout(client, job, relation);
  if (value.value === null) return 'nothing';
  const { rows } = await ask(client, borderRows(relation, column, value.value));
  const border = z
    .array(z.object({ digest: z.string() }))
    .parse(rows)
    .map(({ digest }) => digest);
  if (border.length > mostBorder)
    job.log(
      'warning',
      `More than ${mostBorder} rows share the last “${column}” (${value.value}). Rows that get it later are not read: choose a finer column.`,
    );
  const upTo = `${quoteIdentifier(column)} <= ${quoteLiteral(value.value)}`;
  return {
    where: [...since, upTo],
    to: { column, value: value.value, border: border.length > mostBorder ? [] : border },
  };
}

async function reportWithout(client: Client, job: Job, relation: string): Promise<void> {
  const column = job.config.cursorColumn;
  const { count } = await one(client, countWithout(relation, column), z.object({ count: z.number() }));
  if (count > 0)
    job.log('warning', `${count} rows without a value in “${column}” are not read: they are neither old nor new.`);
}

async function one<S extends z.ZodType>(client: Client, text: string, schema: S): Promise<z.output<S>> {
  const { rows } = await ask(client, text);
  return schema.parse(rows[0]);
}

type Parts = { relation: string; where: readonly string[]; dealBy: string; path: string };

async function copyParts(client: Client, job: Job, { path, ...query }: Parts): Promise<number> {
  const parts = job.config.partitions;
  const snapshot = await one(client, 'select pg_export_snapshot() as id', z.object({ id: z.string() }));
  const others =
    parts === 1 ? [] : await Promise.all(Array.from({ length: parts - 1 }, () => connectPostgres(targetOf(job))));
  try {
    const timeoutMs = job.config.timeoutSeconds * 1000;
    await Promise.all(others.map((other) => beginReading(other, { timeoutMs, snapshot: snapshot.id })));
    let bytes = 0;
    const onBytes = (more: number) => {
      bytes += more;
      job.progress({ done: bytes, total: bytes, label: `${Math.round(bytes / 1024 ** 2)} MB` });
    };
    const files = [client, ...others].map((_one, part) => `${path}-${part}`);
    const counts = await Promise.all(
      [client, ...others].map((reader, part) =>
        copyOut(reader, {
          text: copyPart({ ...query, part, parts }),
          path: files[part] ?? path,
          onBytes,
          signal: job.signal,
        }),
      ),
    );
    await joinFiles(files, path);
    return counts.reduce((sum, count) => sum + count, 0);
  } finally {
    await Promise.all(others.map((other) => other.end().catch(() => undefined))); // broken ones have failed the copy already
  }
}

async function joinFiles(files: readonly string[], path: string): Promise<void> {
  for (const [at, file] of files.entries()) {
    await pipeline(createReadStream(file), createWriteStream(path, { flags: at === 0 ? 'w' : 'a' }));
    await rm(file);
  }
}

function checkCursorColumn(job: Job, columns: readonly ContractColumn[]): void {
  const { cursorColumn } = job.config;
  if (cursorColumn === '' || columns.some(({ name }) => name === cursorColumn)) return;
  throw new PipelineError({
    code: 'no-cursor-column',
    family: 'pipeline',
    place: `${job.title} › only new rows`,
    seen: `no column “${cursorColumn}”`,
    expected: `one of ${columns
      .slice(0, 20)
      .map(({ name }) => name)
      .join(', ')}`,
    next: 'Choose another column in the settings of the source.',
  });
}

function placeOf(job: Job): string {
  return `${job.title} › ${job.config.read === 'table' ? job.config.table : 'query'}`;
}

function targetOf(job: Job): PostgresTarget {
  const { host, port, database, user, tls, timeoutSeconds } = job.config;
  const { secret, privateHosts } = job.grant;
  return {
    host,
    port,
    database,
    user,
    tls,
    password: secret,
    timeoutMs: timeoutSeconds * 1000,
    privateHosts,
    place: placeOf(job),
  };
}
