import { Worker } from 'node:worker_threads';

/** Between two looks at who the parent is, in milliseconds. */
const everyMs = 500;

/**
 * Ends this process, and whatever it has started, once the process that started it is gone. A closed channel says so to a
 * process that listens; one that computes does not listen until it is done, which may take hours. So a thread of its own
 * looks, too.
 */
export function endWithParent(): void {
  if (process.connected === false) endGroup(); // it was gone before this line
  process.on('disconnect', endGroup);
  const workerData = { parent: process.ppid, everyMs };
  const resourceLimits = { maxOldGenerationSizeMb: 8, maxYoungGenerationSizeMb: 1 };
  new Worker(watcher, { eval: true, workerData, resourceLimits, env: {}, execArgv: [] }).unref();
}

/**
 * The process is the first of a group where its host has made it one, and may have started others. Not `process.exit`:
 * Node waits there for threads that compute, so that a query of the data engine would go on to its end.
 */
function endGroup(): void {
  try {
    process.kill(-process.pid, 'SIGKILL');
  } catch {
    process.kill(process.pid, 'SIGKILL'); // it is in the group of its host
  }
}

/** Plain JavaScript, as threads of a bundle have no file of their own. */
const watcher = `
  const { workerData } = require('node:worker_threads');
  const endGroup = ${endGroup.toString()};
  setInterval(() => process.ppid === workerData.parent || endGroup(), workerData.everyMs);
`;
