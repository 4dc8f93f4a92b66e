import pg from 'pg';
import { steadyConnection } from './steady-connection';

export type ListenerOptions = {
  url: string;
  channels: readonly (
    | 'mr_run'
    | 'mr_progress'
    | 'mr_endpoint'
    | 'mr_key'
    | 'mr_cancel'
    | 'mr_finish'
    | 'mr_ready'
    | 'mr_bus'
    | 'mr_features'
    | 'mr_feeds'
  )[];
  onNotify: (channel: string, payload: string) => void;
  /** After every (re)connect: what was sent meanwhile is lost, so read the state again. */
  onConnect?: () => void;
  onTrouble?: (error: unknown) => void;
};

/** Time between two signs of life, in milliseconds: a connection that died silently is replaced within this. */
const probeMs = 15_000;

/** Listens on channels for as long as the process lives, through restarts of the database. */
export async function createListener(options: ListenerOptions): Promise<{ close(): Promise<void> }> {
  const listen = options.channels.map((channel) => `listen ${pg.escapeIdentifier(channel)}`).join(';');
  const connection = steadyConnection({
    url: options.url,
    name: 'millrace-listener',
    answerMs: 10_000,
    onConnect: async (client) => {
      for (const text of listen.split(';')) await client.query({ name: text, text, values: [] });
      options.onConnect?.();
    },
    onNotification: options.onNotify,
    ...(options.onTrouble === undefined ? {} : { onTrouble: options.onTrouble }),
  });
  const probe = () => connection.use((client) => client.query({ name: 'probe', text: 'select 1', values: [] }));
  await probe();
  // A failed probe has been reported through onTrouble and the next one reconnects.
  const timer = setInterval(() => void probe().catch(() => undefined), probeMs);
  return {
    async close() {
      clearInterval(timer);
      await connection.close();
    },
  };
}
