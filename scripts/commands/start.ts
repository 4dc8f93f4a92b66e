/** builds and starts the workbench: database, web and worker; Ctrl-C stops it */
import { parseArgs } from 'node:util';
import { runTasks } from '../build';
import { readEnvironment } from '../environment';
import { createLog, type Log } from '../log';
import { isAlive, parentOf } from '../processes';
import { type Product, superviseProduct } from '../supervisor/supervise-product';

const PARENT_POLL = 1000;

export async function run(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { 'replace-key': { type: 'boolean', default: false } } });
  const log = createLog();
  const stop = stopSignal(log);
  const product = await startProduct({ log, stop, replaceKey: values['replace-key'] });
  if (product !== null) {
    await aborted(stop);
    await product.stop();
  }
  log('stopped');
  process.exit(0); // what the terminal or npm holds open must not keep us
}

type StartOptions = { log: Log; stop: AbortSignal; replaceKey: boolean };

/** @returns null when the start was given up on request */
async function startProduct(options: StartOptions): Promise<Product | null> {
  const { log, stop, replaceKey } = options;
  try {
    const product = await superviseProduct({
      environment: readEnvironment(),
      log,
      output: 'inherit',
      signal: stop,
      replaceKey,
      prepare: () => {
        log('building (unchanged parts come from the cache)');
        return runTasks(['build'], { signal: stop });
      },
    });
    announce(product, process.uptime()); // with the packages, which this very process installed
    return product;
  } catch (error) {
    if (stop.aborted) return null;
    throw error;
  }
}

function announce({ webUrl, setupLink }: Product, seconds: number): void {
  if (setupLink !== null) {
    console.log(`\nThis installation has no user yet. Open this link once, within 24 hours:\n\n  ${setupLink}\n`);
  }
  console.log(`ready ${webUrl} after ${seconds.toFixed(1)} s; Ctrl-C stops it`);
}

/** Aborts on Ctrl-C, on a termination signal, and when npm, which started us, is gone. */
function stopSignal(log: Log): AbortSignal {
  const controller = new AbortController();
  const stop = (reason: string) => {
    if (controller.signal.aborted) return;
    log(`stopping (${reason})`);
    controller.abort(new Error(`stopped: ${reason}`));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(signal));
  if (process.env['npm_lifecycle_event'] !== undefined) {
    const launchers = [process.ppid, parentOf(process.ppid) ?? process.ppid]; // npm starts us through a shell
    setInterval(() => launchers.every(isAlive) || stop('npm is gone'), PARENT_POLL).unref();
  }
  return controller.signal;
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
