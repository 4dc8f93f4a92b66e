/**
 * Test files (globs) with a process of their own: they change what a process holds, or measure it. All others take turns in one
 * process per worker, because loading the libraries again costs more than most tests.
 */
export const alone = [
  // They replace modules, which others of the process may have loaded.
  'apps/web/src/server/runs/run-hub.test.ts',
  'apps/web/src/server/candidates/explain-candidate.test.ts',
  'apps/web/src/features/account/requests.test.ts',
  'apps/web/src/client/server-time.test.ts',
  // They measure the memory of the process.
  'apps/worker/src/runtimes/forest/threads.test.ts',
  // They add to the globals what TensorFlow.js looks for.
  'apps/worker/src/runtimes/tfjs/*.test.ts',
];
