import { createDataset, findDatasetByName, listSecrets } from '@millrace/db';
import type { DatasetId } from '@millrace/pipeline-core/ids';
import { type SourceConfig, sourceConfigSchema, sourcePolicySchema } from '@millrace/pipeline-core/sources';
import { z } from 'zod';
import { database } from '../database';
import { datasetNameSchema } from '../datasets/upload-name';
import { Refusal } from '../errors';
import type { ProjectContext } from '../use-case';

export const sourceNameSchema = z.string().trim().min(1, 'Give the source a name.').max(120);

/** What a person says of a source, new or changed. */
export const sourceSettings = z.object({
  name: sourceNameSchema,
  config: sourceConfigSchema,
  secret: z.string().max(60).nullable().default(null),
  policy: sourcePolicySchema.default(sourcePolicySchema.parse({})),
});

export const newSource = sourceSettings.extend({ dataset: datasetNameSchema });

/** What one setting alone cannot show to be wrong. */
export async function checkSettings(
  { project }: ProjectContext,
  { config, secret }: { config: SourceConfig; secret: string | null },
): Promise<void> {
  if (secret !== null && !(await listSecrets(database(), project.id)).some(({ name }) => name === secret))
    throw new Refusal(
      'invalid',
      `There is no secret “${secret}”.`,
      'Set it under Settings, Secrets, or choose another one.',
    );
  if (config.kind === 's3') checkKeyPair(config.accessKey, secret);
  if (config.kind !== 'postgres') return;
  if (config.read === 'table' && config.table.trim() === '')
    throw new Refusal('invalid', 'No table is named.', 'Name a table, such as public.orders.');
  if (config.read === 'query' && config.query.trim() === '')
    throw new Refusal('invalid', 'There is no query.', 'Write one SELECT.');
}

function checkKeyPair(accessKey: string, secret: string | null): void {
  if (accessKey !== '' && secret === null)
    throw new Refusal(
      'invalid',
      'The access key id has no secret key.',
      'Choose the secret that holds it, or leave the id empty for a public bucket.',
    );
  if (accessKey === '' && secret !== null)
    throw new Refusal(
      'invalid',
      'There is a secret key and no access key id.',
      'Give the id that belongs to it, or choose no secret for a public bucket.',
    );
}

/** The dataset with this name, made when it is not there. */
export async function datasetCalled({ project, actor }: ProjectContext, name: string): Promise<DatasetId> {
  const present = await findDatasetByName(database(), { projectId: project.id, name });
  if (present !== null) return present.id;
  const made = await createDataset(database(), { projectId: project.id, name, createdBy: actor });
  if (!made.ok) throw new Refusal('conflict', `The name “${name}” is taken.`, 'Choose another name for the dataset.');
  return made.value.id;
}

export function nameTaken(name: string): Refusal {
  return new Refusal('conflict', `Another source is called “${name}” already.`, 'Choose another name.');
}
