// A model process that does what a row says, to show how its host treats models that behave and that do not.
const kept = [];
const wishes = {
  echo: () => undefined,
  throw: () => {
    throw new Error('broken weights');
  },
  sleep: ({ ms }) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms),
  spin: () => {
    for (;;);
  },
  segfault: () => process.kill(process.pid, 'SIGSEGV'),
  leak: () => {
    for (;;) kept.push(new Array(1e6).fill(kept.length));
  },
  babble: () => process.send({ kind: 'what?' }),
};

function scoreRow(row) {
  try {
    wishes[row.do](row);
    return { answer: { prediction: row.x ?? null, output: [row.x ?? 0], micros: { features: 1, model: 2 } } };
  } catch (error) {
    return { error: error.message };
  }
}

process.on('message', ({ batch, rows }) => process.send({ kind: 'scored', batch, answers: rows.map(scoreRow) }));
process.on('disconnect', () => process.exit(0));
if (process.argv[2] === 'damaged')
  process.send({ kind: 'refused', error: 'weights.bin: hash differs' }, () => process.exit(1));
else process.send({ kind: 'opened' });
