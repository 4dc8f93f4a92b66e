import { z } from 'zod';
import { steadyConnection } from './steady-connection';

export type SessionLock = {
  /** Whether this process holds the lock now; takes it when it is free. */
  hold(): Promise<boolean>;
  close(): Promise<void>;
};

const answerSchema = z.object({ a: z.boolean() });

/**
 * An advisory lock that lives as long as its session: at most one process has it, and a process that dies loses it at
 * once. No transaction is held open.
 */
export function createSessionLock(options: {
  url: string;
  /** Second half of the lock's key. */
  key: number;
  onTrouble?: (error: unknown) => void;
}): SessionLock {
  const values = [72707376, options.key];
  let held = false;
  const connection = steadyConnection({
    url: options.url,
    name: 'millrace-session-lock',
    answerMs: 5_000,
    onConnect: async () => {
      held = false;
    },
    ...(options.onTrouble === undefined ? {} : { onTrouble: options.onTrouble }),
  });
  const ask = (text: string, name: string) =>
    connection.use(async (client) => answerSchema.parse((await client.query({ name, text, values })).rows[0]).a);
  return {
    async hold() {
      // While held, the question only proves that the session still lives; on a new one `held` is false again.
      const text =
        'select exists (select 1 from pg_locks where locktype = $3 and pid = pg_backend_pid() and classid = $1 and objid = $2) a';
      if (held) {
        held = await connection.use(async (client) => {
          const { rows } = await client.query({ name: 'mr_session_lock_held', text, values: [...values, 'advisory'] });
          return answerSchema.parse(rows[0]).a;
        });
      }
      if (!held) held = await ask('select pg_try_advisory_lock($1,$2) a', 'mr_session_lock');
      return held;
    },
    close: () => connection.close(),
  };
}
