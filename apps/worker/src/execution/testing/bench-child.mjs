// The child of the orchestration bench: every step reads the file of its parent and writes one of its own.
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

function execute({ id, spec, inputs, folder }) {
  const hash = createHash('sha256').update(`${id} ${spec.seed}`);
  for (const { artifacts } of Object.values(inputs).flat()) {
    for (const { path } of artifacts) if (path !== undefined) hash.update(readFileSync(path));
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'file'), hash.digest('hex').padEnd(spec.params.bytes, `${id} `));
  return [{ port: 'value', kind: 'file', path: 'file' }];
}

process.on('message', (request) => {
  if (request.kind === 'step') {
    process.send({ kind: 'done', id: request.id, outputs: execute(request), events: [] });
  }
});
process.on('disconnect', () => process.exit(0));
process.send({ kind: 'ready' });
