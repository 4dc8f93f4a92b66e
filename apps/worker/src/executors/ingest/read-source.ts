import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ReadFacts, type SourceKind, type SourceTask, sourceTaskSchema } from '@millrace/pipeline-core/sources';
import type { Catalog } from '@millrace/pipeline-core/steps';
import { noGrant } from '../../outside/outside-grant';
import type { ExecutorFor } from '../executor';
import { toPlainJson } from '../plain-json';
import { requireFacts } from '../require-facts';
import { readPush, readTopic } from './read-source/events';
import { readFolder } from './read-source/folder';
import { readPostgres } from './read-source/postgres';
import type { Reading, ReadJob, ReadKind } from './read-source/read-job';
import { readUrl } from './read-source/url';

/** How each kind of source is read: total by type. */
const kinds: { [K in SourceKind]: ReadKind<K> } = {
  url: readUrl,
  folder: readFolder,
  postgres: readPostgres,
  push: readPush,
  topic: readTopic,
};

/** Fetches the bytes of a source as they are; what is known of them goes beside. */
export const readSourceExecutor: ExecutorFor<Catalog['read-source']> = {
  kind: 'run',
  async run(job) {
    const { config, ...task } = sourceTaskSchema.parse(requireFacts(job, 'source'));
    const reading = await readKind({ ...job, config, task, grant: job.outside ?? noGrant });
    const facts: ReadFacts = { v: 1, ...reading.facts };
    if (facts.nothingNew !== undefined) job.log('info', facts.nothingNew);
    const path = reading.path ?? join(job.folder, 'nothing');
    if (reading.path === null) await writeFile(path, '');
    return {
      outputs: [
        { port: 'raw', kind: 'file', path },
        { port: 'raw.facts', kind: 'json', inline: toPlainJson(facts) },
      ],
    };
  },
};

type AnyJob = Omit<ReadJob, 'config'> & { config: SourceTask['config'] };

function readKind(job: AnyJob): Promise<Reading> {
  return kindOf(job.config.kind).read(job);
}

/** Connects and looks: what a person is told. Throws what is wrong. */
export function testSource(job: AnyJob): Promise<string> {
  return kindOf(job.config.kind).test(job);
}

/** The kind and its configuration come from one value, which the map cannot show. */
function kindOf(kind: SourceKind): ReadKind<SourceKind> {
  return kinds[kind] as ReadKind<SourceKind>;
}
