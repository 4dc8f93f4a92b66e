import {
  appendAudit,
  createSource,
  deleteSource,
  getSource,
  recordTrigger,
  type Source,
  updateSource,
} from '@millrace/db';
import { PipelineError } from '@millrace/pipeline-core/errors';
import { sourceIdSchema } from '@millrace/pipeline-core/ids';
import { canonicalJson } from '@millrace/pipeline-core/json';
import { describeSource, type SourceConfig, sourceConfigSchema } from '@millrace/pipeline-core/sources';
import { z } from 'zod';
import { callDataService } from '../data-service/client';
import { database } from '../database';
import { notFound, Refusal } from '../errors';
import { noInput, type ProjectContext, projectAction, projectQuery } from '../use-case';
import { checkSettings, datasetCalled, nameTaken, newSource, sourceSettings } from './source-input';

const sourceKey = z.object({ id: sourceIdSchema });

/** Makes a source that lands in a dataset, which is made with it when there is none of that name. */
export const createSourceUseCase = projectAction('edit', newSource, async (context, input) => {
  const { project, actor } = context;
  await checkSettings(context, input);
  await checkFolder(context, input.config);
  const { name, config, secret, policy } = input;
  const datasetId = await datasetCalled(context, input.dataset);
  const made = await createSource(database(), {
    projectId: project.id,
    name,
    config,
    secret,
    policy,
    datasetId,
    createdBy: actor,
  });
  if (!made.ok) throw nameTaken(name);
  await note(context, made.value, 'source.create');
  return { id: made.value.id, dataset: datasetId };
});

/** Changes what a source reads and how. What reads elsewhere begins anew: it does not know what it has read there. */
export const updateSourceUseCase = projectAction(
  'edit',
  sourceSettings.extend({ id: sourceIdSchema }),
  async (context, input) => {
    const { project, actor } = context;
    const { id, name, config, secret, policy } = input;
    const before = await required(context, id);
    if (before.config.kind !== config.kind)
      throw new Refusal('invalid', 'A source stays of its kind.', 'Make a new source that lands in the same dataset.');
    await checkSettings(context, input);
    if (placeOf(before.config) !== placeOf(config)) await checkFolder(context, config);
    const change = { name, config, secret, policy };
    const forgetCursor = placeOf(before.config) !== placeOf(config);
    const changed = await updateSource(database(), { projectId: project.id, id, change, actor, forgetCursor });
    if (!changed.ok) throw changed.error === 'missing' ? notFound('source') : nameTaken(name);
    await note(context, changed.value, 'source.change');
    return { id };
  },
);

/**
 * What is read, without how: another one begins at the beginning. The pattern of a bucket is no part of it: the cursor
 * knows for which patterns its objects have landed, so that a wider one brings only what is new.
 */
function placeOf(config: Source['config']): string {
  switch (config.kind) {
    case 'url':
      return canonicalJson({ url: config.url });
    case 'folder':
      return canonicalJson({ path: config.path });
    case 's3':
      return canonicalJson({ endpoint: config.endpoint, bucket: config.bucket, prefix: config.prefix });
    case 'postgres': {
      const { host, port, database: name, read, table, query, cursorColumn } = config;
      return canonicalJson({ host, port, name, read, table, query, cursorColumn });
    }
    case 'push':
      return 'push'; // its own topic, always
    case 'topic':
      return canonicalJson({ topic: config.topic });
  }
}

/** Pauses the clocks and the watch of a source, or lets them go on. A run by hand goes on working. */
export const pauseSourceUseCase = projectAction(
  'edit',
  sourceKey.extend({ paused: z.boolean() }),
  async (context, input) => {
    const { project, actor } = context;
    const { id, paused } = input;
    const changed = await updateSource(database(), { projectId: project.id, id, change: { paused }, actor });
    if (!changed.ok) throw notFound('source');
    await note(context, changed.value, paused ? 'source.pause' : 'source.resume');
    return { id, paused };
  },
);

/** Takes a source and its clocks away; what it has landed stays. */
export const deleteSourceUseCase = projectAction('edit', sourceKey, async (context, { id }) => {
  const source = await required(context, id);
  await deleteSource(database(), { projectId: context.project.id, id });
  await note(context, source, 'source.delete');
  return { id };
});

/** Asks for a run now; while one is on its way it waits for that one. */
export const runSourceUseCase = projectAction(
  'run',
  sourceKey.extend({ requestKey: z.string().min(1).max(100).optional() }),
  async (context, { id, requestKey = crypto.randomUUID() }) => {
    const { projectId, pipelineId } = await required(context, id);
    const wish = await recordTrigger(database(), {
      projectId,
      pipelineId,
      requestKey: `source ${id} ${requestKey}`,
      trigger: 'hand',
      startedBy: context.actor,
    });
    return { id, trigger: wish.id };
  },
);

/** Connects as the source would and says what it found. Nothing lands. */
export const testSourceUseCase = projectAction(
  'edit',
  z.object({ config: sourceConfigSchema, secret: z.string().max(60).nullable().default(null) }),
  async (context, input) => {
    await checkSettings(context, input);
    return tryRead(context, input);
  },
);

/** Folders of the worker's machine below which a source may watch, as the operator lists them; null while none tells. */
export const watchRootsUseCase = projectQuery('edit', noInput, async () => {
  const answer = await callDataService('/sources/roots').catch(() => null);
  if (answer === null) return { roots: null };
  return z.object({ roots: z.array(z.string()) }).parse(await answer.json());
});

async function tryRead({ project }: ProjectContext, input: { config: SourceConfig; secret: string | null }) {
  const body = JSON.stringify({ project: project.id, ...input });
  const answer = await callDataService('/sources/test', { method: 'POST', body });
  return z.object({ message: z.string() }).parse(await answer.json());
}

/** Refuses a folder that no worker may watch. Where nobody can tell now, the watch says it later. */
async function checkFolder(context: ProjectContext, config: SourceConfig): Promise<void> {
  if (config.kind !== 'folder') return;
  await tryRead(context, { config, secret: null }).catch((error: unknown) => {
    if (error instanceof PipelineError && error.report.code === 'folder-refused') throw error;
  });
}

export async function required({ project }: ProjectContext, id: Source['id']): Promise<Source> {
  const source = await getSource(database(), { projectId: project.id, id });
  if (source === null) throw notFound('source');
  return source;
}

async function note({ project, actor }: ProjectContext, source: Source, action: string): Promise<void> {
  const details = { name: source.name, kind: source.config.kind, reads: describeSource(source.config) };
  await appendAudit(database(), { projectId: project.id, actor, action, subject: source.id, details });
}
