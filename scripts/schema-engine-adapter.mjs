/**
 * Prisma's `pg` adapter, bent to what the schema engine expects of a native connection:
 *
 * - catalogue columns of type "char" (oid 18, e.g. pg_constraint.contype) arrive as `Character`; the adapter refuses them;
 * - a script runs as one simple query; the adapter would cut it at every semicolon, also inside function bodies.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import pg from 'pg';

const OID_CHAR = 18;
const OID_BPCHAR = 1042;

export const NO_DATABASE_URL = 'No database address: set DATABASE_URL for Prisma commands that need a database.';

/** Positions of "char" columns in the result of the query that runs in this context. */
const charColumns = new AsyncLocalStorage();

export function escapeIdentifier(name) {
  return pg.escapeIdentifier(name);
}

function relabelCharColumns(result) {
  for (const [index, field] of (result?.fields ?? []).entries()) {
    if (field.dataTypeID !== OID_CHAR) continue;
    field.dataTypeID = OID_BPCHAR;
    charColumns.getStore()?.push(index);
  }
  return result;
}

const relabelled = Symbol('query relabels "char" columns');

/** A pool whose results never show the "char" type. */
class CatalogPool extends pg.Pool {
  async query(...args) {
    return relabelCharColumns(await super.query(...args));
  }

  connect(callback) {
    if (callback) return super.connect(callback); // how Pool.query itself takes a client
    return super.connect().then((client) => {
      if (!client[relabelled]) {
        const query = client.query.bind(client);
        client[relabelled] = true;
        client.query = async (...args) => relabelCharColumns(await query(...args));
      }
      return client;
    });
  }
}

/** What the engine asks each connection first: does the schema exist, which server is it? (bool, text, int4) */
const SERVER_PROBE = /current_setting\('server_version_num'\)/;
const ASSUMED_SERVER = {
  fields: [
    { name: 'exists', dataTypeID: 16 },
    { name: 'version', dataTypeID: 25 },
    { name: 'numeric_version', dataTypeID: 23 },
  ],
  rows: [[true, 'PostgreSQL 18.4', 180004]],
};

/** Work that needs no database (a diff of two schema files) still opens a connection: it gets this one. */
class AbsentPool extends pg.Pool {
  query(query) {
    if (SERVER_PROBE.test(query?.text ?? '')) return Promise.resolve(ASSUMED_SERVER);
    return Promise.reject(new Error(NO_DATABASE_URL));
  }

  connect() {
    return Promise.reject(new Error(NO_DATABASE_URL));
  }
}

function restoreCharacterTypes(queryable) {
  const queryRaw = queryable.queryRaw.bind(queryable);
  queryable.queryRaw = (query) =>
    charColumns.run([], async () => {
      const result = await queryRaw(query);
      for (const index of charColumns.getStore()) result.columnTypes[index] = ColumnTypeEnum.Character;
      return result;
    });
  return queryable;
}

/**
 * Connects the engine to one database.
 * @param {string | undefined} url absent for work that needs no database
 * @param {() => Promise<void>} [afterDispose] runs once the connections are closed
 */
export async function connectAdapter(url, afterDispose) {
  const pool = url === undefined ? new AbsentPool() : new CatalogPool({ connectionString: url, max: 2 });
  pool.on('error', (error) => process.stderr.write(`${error.message}\n`));
  const adapter = restoreCharacterTypes(await new PrismaPg(pool, { disposeExternalPool: true }).connect());
  const startTransaction = adapter.startTransaction.bind(adapter);
  const dispose = adapter.dispose.bind(adapter);
  return Object.assign(adapter, {
    startTransaction: async (isolation) => restoreCharacterTypes(await startTransaction(isolation)),
    executeScript: async (script) => {
      try {
        await pool.query(script);
      } catch (error) {
        adapter.onError(error);
      }
    },
    dispose: async () => {
      await dispose();
      await afterDispose?.();
    },
  });
}
