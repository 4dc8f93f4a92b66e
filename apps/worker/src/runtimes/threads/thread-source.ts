/**
 * What every thread of a team runs, as plain JavaScript text: no second bundle to build and find. It makes its instance
 * of the kernels over the shared memory, then waits for calls. Words of the sync block (Int32 from `sync` on):
 * 32 stop, 48 number of the call, 64 which function. After each call all threads meet and thread 0 reports.
 */
export const threadSource = `
const { parentPort, workerData } = require('node:worker_threads');
const { module, memory, sync, index, calls } = workerData;
const words = new Int32Array(memory.buffer, sync, 80);
const kernels = new WebAssembly.Instance(module, { env: { memory } }).exports;
let seen = 0;
function next() {
  for (let spin = 0; spin < 50000; spin++) if (Atomics.load(words, 48) !== seen) break;
  while (Atomics.load(words, 48) === seen) Atomics.wait(words, 48, seen, 1000);
  seen = Atomics.load(words, 48);
  return Atomics.load(words, 32) === 0;
}
try {
  kernels.setUp(index);
  while (next()) {
    kernels[calls[Atomics.load(words, 64)]]();
    kernels.barrier();
    if (index === 0) parentPort.postMessage({ done: seen });
  }
} catch (error) {
  if (Atomics.load(words, 32) === 0) parentPort.postMessage({ failed: String(error && error.stack || error) });
}
`;
