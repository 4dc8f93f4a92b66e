/**
 * Preload (`node --import`) that ends this process when its parent is gone, so that a killed supervisor leaves no orphan.
 * Plain JavaScript: it is loaded before anything that could translate TypeScript.
 */
import { isMainThread } from 'node:worker_threads';

const POLL_MILLISECONDS = 500;
/** After this a process that ignores the polite signal is ended all the same. */
const LAST_RESORT_MILLISECONDS = 10_000;

/** The starter names itself, in case it dies before this line; processes further down must not inherit the name. */
const parent = Number(process.env.MILLRACE_PARENT ?? process.ppid);
delete process.env.MILLRACE_PARENT;

function endWithoutParent() {
  if (process.ppid === parent) return;
  clearInterval(timer);
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), LAST_RESORT_MILLISECONDS).unref();
  process.kill(process.pid, 'SIGTERM');
}

const timer = setInterval(endWithoutParent, POLL_MILLISECONDS);
timer.unref();
if (!isMainThread) clearInterval(timer); // the main thread watches for all
