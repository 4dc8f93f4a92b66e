import {
  folderConfigSchema,
  postgresConfigSchema,
  pushConfigSchema,
  type SourceConfig,
  type SourceKind,
  s3ConfigSchema,
  sourceConfigSchema,
  topicConfigSchema,
  urlConfigSchema,
} from '@millrace/pipeline-core/sources';
import { z } from 'zod';

const schemas: Record<SourceKind, z.ZodObject> = {
  url: urlConfigSchema,
  folder: folderConfigSchema,
  s3: s3ConfigSchema,
  postgres: postgresConfigSchema,
  push: pushConfigSchema,
  topic: topicConfigSchema,
};

/** A setting as the form asks for it, read from the schema of its kind. */
const fieldSchema = z.object({
  title: z.string(),
  description: z.string().optional(),
  placeholder: z.string().optional(),
  unit: z.string().optional(),
  widget: z.string().optional(),
  advanced: z.boolean().default(false),
  type: z.string().default('string'),
  enum: z.array(z.string()).optional(),
  labels: z.record(z.string(), z.string()).default({}),
  default: z.union([z.string(), z.number()]).optional(),
  showWhen: z.object({ param: z.string(), is: z.array(z.unknown()) }).optional(),
});
export type SettingField = z.output<typeof fieldSchema> & { name: string };

/** Values while somebody types: all texts and numbers, not yet a configuration. */
export type Draft = Record<string, string | number>;

export function fieldsOf(kind: SourceKind): SettingField[] {
  const { properties = {} } = z.toJSONSchema(schemas[kind], { io: 'input' });
  return Object.entries(properties).flatMap(([name, property]) => {
    const field = fieldSchema.safeParse(property);
    return field.success ? [{ name, ...field.data }] : []; // the kind itself has no title: nobody is asked for it
  });
}

export function emptyDraft(kind: SourceKind): Draft {
  return Object.fromEntries(fieldsOf(kind).map((field) => [field.name, field.default ?? '']));
}

export function draftOf(config: SourceConfig): Draft {
  const values: Record<string, string | number> = config;
  return Object.fromEntries(fieldsOf(config.kind).map(({ name }) => [name, values[name] ?? '']));
}

export function isShown(field: SettingField, draft: Draft): boolean {
  return field.showWhen === undefined || field.showWhen.is.includes(draft[field.showWhen.param]);
}

/** The configuration, or what is wrong by field. */
export function readDraft(
  kind: SourceKind,
  draft: Draft,
): { ok: true; config: SourceConfig } | { ok: false; problems: Record<string, string> } {
  const parsed = sourceConfigSchema.safeParse({ kind, ...draft });
  if (parsed.success) return { ok: true, config: parsed.data };
  const problems: Record<string, string> = {};
  for (const { path, message } of parsed.error.issues) problems[String(path[0])] ??= message;
  return { ok: false, problems };
}

/** Key id and secret of a bucket come together or not at all: what is said at the field of the id. */
export function halfKey(config: SourceConfig, secret: string | null): Record<string, string> {
  if (config.kind !== 's3' || (config.accessKey === '') === (secret === null)) return {};
  const accessKey =
    secret === null
      ? 'It needs its secret key: choose the secret that holds it.'
      : 'A secret is chosen: give its access key id, or choose no secret.';
  return { accessKey };
}
