import {
  createPostgresBackend,
  createRedisBackend,
  type Processor,
  type Queue,
  type QueueOptions,
  runMigrations,
  type WorkerOptions,
  withBackend,
} from 'bullmq';
import pg from 'pg';

/** What Millrace uses of a queue and a worker; both backends have it. */
export type BullQueue = Pick<
  Queue,
  | 'add'
  | 'addBulk'
  | 'close'
  | 'getJob'
  | 'getJobCounts'
  | 'getJobSchedulers'
  | 'name'
  | 'obliterate'
  | 'removeJobScheduler'
  | 'upsertJobScheduler'
> & { on(event: 'error', listener: (error: Error) => void): unknown; waitUntilReady(): Promise<unknown> };

export type BullWorker = {
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(
    event: 'failed',
    listener: (job: { id?: string | undefined; name: string } | undefined, error: Error) => void,
  ): unknown;
  close(force?: boolean): Promise<void>;
  waitUntilReady(): Promise<unknown>;
};

type WorkerSettings = Omit<WorkerOptions, 'connection' | 'prefix'>;

export type QueueBackend = {
  kind: 'postgres' | 'redis';
  queue(name: string, options?: Omit<QueueOptions, 'connection' | 'prefix'>): BullQueue;
  worker(name: string, processor: Processor, options: WorkerSettings): BullWorker;
};

export type QueueBackendOptions = {
  databaseUrl: string;
  redisUrl?: string | undefined;
  /** Keeps installations apart that share a Redis. */
  prefix?: string;
};

/** BullMQ on Redis when an address is given, else on Postgres (schema `bullmq` of the same database). */
export function createQueueBackend(options: QueueBackendOptions): QueueBackend {
  return options.redisUrl === undefined
    ? onPostgres(options.databaseUrl)
    : onRedis(options.redisUrl, options.prefix ?? 'millrace');
}

/** Creates or upgrades BullMQ's tables; does nothing when they are current. Not needed on Redis. */
export async function migrateQueues(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await runMigrations(client);
  } finally {
    await client.end();
  }
}

function onPostgres(connectionString: string): QueueBackend {
  const classes = withBackend(createPostgresBackend);
  // Every instance has a pool of its own: one shared by many would hang. They are idle most of the time.
  const connection = { connectionString, max: 2 };
  return {
    kind: 'postgres',
    queue: (name, options) => new classes.Queue(name, { ...options, connection }) as BullQueue, // same methods, other backend parameter
    worker: (name, processor, options) => new classes.Worker(name, processor, { ...options, connection }),
  };
}

function onRedis(url: string, prefix: string): QueueBackend {
  const classes = withBackend(createRedisBackend);
  const connection = { url, maxRetriesPerRequest: null };
  return {
    kind: 'redis',
    queue: (name, options) => new classes.Queue(name, { ...options, connection, prefix }),
    worker: (name, processor, options) => new classes.Worker(name, processor, { ...options, connection, prefix }),
  };
}
