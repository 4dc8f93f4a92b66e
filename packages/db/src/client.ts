import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { type Prisma, PrismaClient } from './generated/client';

/** What every repository function works on: the whole database, or one open transaction of it. */
export type Db = {
  prisma: Prisma.TransactionClient;
  /** Runs `work` in one transaction. Inside a transaction it joins that one, so use cases can be put together. */
  transaction<T>(work: (tx: Db) => Promise<T>, options?: TransactionOptions): Promise<T>;
};

export type TransactionOptions = {
  isolation?: 'ReadCommitted' | 'RepeatableRead' | 'Serializable';
  /** For the few that write a great deal; each of their statements has its own limit. */
  longestMs?: number;
};

export type Database = Db & {
  prisma: PrismaClient;
  /** For the run protocol and for streams; everything else goes through repositories. */
  pool: pg.Pool;
  close(): Promise<void>;
};

/** Longest wait for a free connection and longest open transaction, in milliseconds. */
const transactionLimits = { maxWait: 10_000, timeout: 20_000 };

/**
 * Opens a pool of at most `max` connections. Connecting is lazy: a wrong address shows at the first query.
 * A connection that breaks while idle is replaced silently; queries on it report their own errors.
 */
export function createDatabase(url: string, options: { max?: number } = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 5,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 30_000,
    connectionTimeoutMillis: 10_000,
  });
  pool.on('error', () => undefined); // pg takes the broken connection out of the pool; without a listener Node would exit
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: false }) });
  return {
    prisma,
    pool,
    transaction: (work, { isolation, longestMs = transactionLimits.timeout } = {}) =>
      prisma.$transaction((tx) => work(joinable(tx)), {
        ...transactionLimits,
        timeout: longestMs,
        ...(isolation === undefined ? {} : { isolationLevel: isolation }),
      }),
    async close() {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

function joinable(prisma: Prisma.TransactionClient): Db {
  const tx: Db = { prisma, transaction: (work) => work(tx) };
  return tx;
}
