import { ForksPoolWorker, type PoolRunnerInitializer, type WorkerRequest } from 'vitest/node';

/** Processes of this run that ended when nobody had asked them to, in words: how, and with which test files. */
export const unaskedEnds: string[] = [];

/** A process for tests as vitest starts it, which tells how it ended: vitest itself says only that it did. */
class WatchedFork extends ForksPoolWorker {
  override readonly name = 'watched';
  #files: readonly string[] = [];
  #isAsked = false;

  override async start(): Promise<void> {
    await super.start();
    this.on('exit', (code: unknown, ...[signal]: unknown[]) => {
      if (this.#isAsked) return;
      const end = typeof signal === 'string' ? `by ${signal}` : `with exit code ${String(code)}`;
      unaskedEnds.push(`${end}, in or behind ${this.#files.join(', ') || 'no file'}`);
    });
  }

  override send(message: WorkerRequest): void {
    if (message.type === 'run') this.#files = message.context.files.map(({ filepath }) => filepath);
    super.send(message);
  }

  override stop(): Promise<void> {
    this.#isAsked = true;
    return super.stop();
  }
}

/** For `pool` of the configuration of vitest. */
export const watchedForks: PoolRunnerInitializer = {
  name: 'watched',
  createPoolWorker: (options) => new WatchedFork(options),
};
