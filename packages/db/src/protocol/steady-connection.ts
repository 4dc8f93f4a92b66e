import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Queryable } from './calls';
import { isConnectionError } from './is-retryable';

export type SteadyOptions = {
  url: string;
  /** Shown in pg_stat_activity. */
  name: string;
  /** Runs on every new connection before anybody else uses it: LISTEN, first heartbeat. */
  onConnect?: (client: Queryable) => Promise<void>;
  onNotification?: (channel: string, payload: string) => void;
  /** A connection was lost or could not be made; the next try follows by itself. */
  onTrouble?: (error: unknown) => void;
  /** A call without an answer for this long counts as a lost connection. */
  answerMs?: number;
};

export type SteadyConnection = {
  /** Runs a call on the connection, waiting for a new one if need be. Errors of the call itself are the caller's. */
  use<T>(work: (client: Queryable) => Promise<T>): Promise<T>;
  close(): Promise<void>;
};

/** Limits of the server side: a stopped process must not hold locks (orchestration of runs). */
const serverLimits = {
  statement_timeout: 20_000,
  lock_timeout: 10_000,
  idle_in_transaction_session_timeout: 5_000,
} as const;

type Live = { client: pg.Client; socket: Socket };

/**
 * One direct connection that comes back by itself. Reconnecting is single flight: however many callers wait, one
 * try is made at a time, with 100 to 400 ms between tries, and a failed client is destroyed before the next.
 */
export function steadyConnection(options: SteadyOptions): SteadyConnection {
  let live: Live | null = null;
  let connecting: Promise<Live> | null = null;
  let closed = false;

  const drop = (one: Live, error: unknown) => {
    if (live === one) live = null;
    one.socket.destroy();
    if (!closed) options.onTrouble?.(error);
  };

  const connect = (): Promise<Live> => {
    connecting ??= connectUntilUp(options, drop, () => closed)
      .then((one) => {
        live = one;
        return one;
      })
      .finally(() => {
        connecting = null;
      });
    return connecting;
  };

  return {
    async use(work) {
      if (closed) throw new Error(`${options.name} was closed`);
      const one = live ?? (await connect());
      try {
        return await work(one.client);
      } catch (error) {
        if (isConnectionError(error)) drop(one, error);
        throw error;
      }
    },
    async close() {
      closed = true;
      const one = live;
      live = null;
      if (one === null) return;
      await Promise.race([one.client.end(), sleep(1_000)]);
      one.socket.destroy();
    },
  };
}

async function connectUntilUp(
  options: SteadyOptions,
  drop: (one: Live, error: unknown) => void,
  isClosed: () => boolean,
): Promise<Live> {
  for (;;) {
    if (isClosed()) throw new Error(`${options.name} was closed`);
    const socket = new Socket(); // ours, so that it can be destroyed when the other side does not answer
    const client = new pg.Client({
      connectionString: options.url,
      application_name: options.name,
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      query_timeout: options.answerMs ?? 25_000,
      stream: () => socket,
      ...serverLimits,
    });
    const one = { client, socket };
    client.on('error', (error) => drop(one, error));
    client.on('end', () => drop(one, new Error(`the connection "${options.name}" ended`)));
    client.on('notification', ({ channel, payload }) => options.onNotification?.(channel, payload ?? ''));
    try {
      await client.connect();
      await options.onConnect?.(client);
      return one;
    } catch (error) {
      drop(one, error);
      if (!isConnectionError(error)) throw error;
      await sleep(100 + Math.random() * 300);
    }
  }
}
