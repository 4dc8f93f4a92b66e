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
    | 'mr_scores'
  )[];
  onNotify: (channel: string, payload: string) => void;
  /** After every (re)connect: what was sent meanwhile is lost, so read the state again. */
  onConnect?: () => void;
  onTrouble?: (error: unknown) => void;
  /** Time between two signs of life, in milliseconds: 15 s unless told otherwise. */
  probeMs?: number;
  /** A sign of life that takes longer is none: a connection that died silently is replaced then. 10 s unless told otherwise. */
  answerMs?: number;
};

/** Listens on channels for as long as the process lives, through restarts of the database: a lost connection is made anew at once. */
export async function createListener(options: ListenerOptions): Promise<{ close(): Promise<void> }> {
  const listen = options.channels.map((channel) => `listen ${pg.escapeIdentifier(channel)}`).join(';');
  let isComingBack = false;
  const connection = steadyConnection({
    url: options.url,
    name: 'millrace-listener',
    answerMs: options.answerMs ?? 10_000,
    onConnect: async (client) => {
      for (const text of listen.split(';')) await client.query({ name: text, text, values: [] });
      options.onConnect?.();
    },
    onNotification: options.onNotify,
    onTrouble(error) {
      options.onTrouble?.(error);
      void comeBack();
    },
  });
  const probe = () => connection.use((client) => client.query({ name: 'probe', text: 'select 1', values: [] }));

  /** What is sent until then is lost. Trouble on the way is no reason to begin anew: the connection goes on trying. */
  async function comeBack(): Promise<void> {
    if (isComingBack) return;
    isComingBack = true;
    await probe().catch(() => undefined); // reported through onTrouble; the next probe tries again
    isComingBack = false;
  }

  await probe();
  const timer = setInterval(() => void probe().catch(() => undefined), options.probeMs ?? 15_000); // as above
  return {
    async close() {
      clearInterval(timer);
      await connection.close();
    },
  };
}
