// A child that does what its request says, to show how the pool treats children that behave and that do not.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

let stopped = null;
const wishes = {
  echo: (request) => ({ value: { env: Object.keys(process.env), pid: process.pid, args: request.args } }),
  wait: (request) =>
    new Promise((_resolve, reject) => {
      stopped = () => reject(new Error('stopped as asked'));
      setTimeout(() => reject(new Error('waited to the end')), request.args.ms);
    }),
  deaf: () => {
    process.on('SIGTERM', () => undefined);
    return new Promise(() => undefined);
  },
  spin: () => {
    for (;;);
  },
  die: () => process.kill(process.pid, 'SIGKILL'),
  exit: () => process.exit(3),
  heap: () => {
    const kept = [];
    for (;;) kept.push(new Array(1e6).fill(kept.length));
  },
  buffers: () => {
    const kept = [];
    for (;;) kept.push(Buffer.alloc(64 * 1024 ** 2, 1));
  },
  refuse: () => {
    throw Object.assign(new Error('no'), { report: true });
  },
};

async function answer(request) {
  const work = request.kind === 'task' ? request.task : request.spec.type;
  if (request.kind === 'step' && work === 'sum') return sum(request);
  return wishes[work](request);
}

/** Step `sum`: adds its parameter to the numbers of its inputs and writes the result as a file. */
function sum(request) {
  const values = Object.values(request.inputs)
    .flat()
    .flatMap((input) => input.artifacts.map((artifact) => artifact.inline?.value ?? 0));
  const value = values.reduce((a, b) => a + b, request.spec.params.add);
  process.send({ kind: 'log', id: request.id, level: 'info', text: `sum is ${value}`, at: new Date().toISOString() });
  process.send({ kind: 'progress', id: request.id, progress: { done: 1, total: 1 } });
  mkdirSync(request.folder, { recursive: true });
  writeFileSync(join(request.folder, 'file.txt'), `sum ${value}`);
  return {
    outputs: [
      { port: 'value', kind: 'json', inline: { value } },
      { port: 'file', kind: 'file', path: 'file.txt' },
    ],
    events: request.spec.params.event ? [{ topic: 'summed', payload: { value } }] : [],
    ...(request.spec.params.chance ? { repeats: false } : {}),
  };
}

process.on('message', (request) => {
  if (request.kind === 'cancel') return stopped?.();
  answer(request).then(
    (result) => process.send({ kind: 'done', id: request.id, outputs: [], events: [], ...result }),
    (error) =>
      process.send({
        kind: 'failed',
        id: request.id,
        retryable: false,
        error: {
          code: error.report ? 'no' : 'unexpected',
          family: error.report ? 'pipeline' : 'bug',
          place: 'x',
          seen: 'x',
          expected: 'y',
          next: 'z',
          message: error.message,
        },
      }),
  );
});
process.on('disconnect', () => process.exit(0));
process.send({ kind: 'ready' });
