import { z } from 'zod';
import { topicNameSchema } from '../events/cloud-event';
import { param } from '../steps/param';

/** How a file is read; `auto` looks at the bytes and at the name. */
const formatParam = param(
  z.enum(['auto', 'csv', 'tsv', 'json', 'ndjson', 'parquet', 'arrow', 'xlsx']).default('auto'),
  {
    title: 'Format',
    labels: {
      auto: 'Found out from the file',
      csv: 'CSV',
      tsv: 'TSV',
      json: 'JSON',
      ndjson: 'NDJSON',
      parquet: 'Parquet',
      arrow: 'Arrow',
      xlsx: 'Excel',
    },
    advanced: true,
  },
);

export const urlConfigSchema = z.object({
  kind: z.literal('url'),
  url: param(
    z
      .url({ protocol: /^https?$/, error: 'Give an address that starts with http:// or https://.' })
      .max(4000)
      .refine(
        (url) => !/^https?:\/\/[^/?#]*@/i.test(url),
        'Leave user and password out of the address: keep them in a secret.',
      ),
    {
      title: 'Address',
      placeholder: 'https://example.com/orders.csv',
    },
  ),
  secretHeader: param(
    z
      .string()
      .regex(/^[A-Za-z0-9-]+$/)
      .default('Authorization'),
    {
      title: 'Header with the secret',
      advanced: true,
    },
  ),
  secretPrefix: param(z.string().max(40).default('Bearer '), { title: 'Before the secret', advanced: true }),
  format: formatParam,
  timeoutSeconds: param(z.int().min(1).max(3600).default(120), { title: 'Longest wait', unit: 's', advanced: true }),
  maxMegabytes: param(z.int().min(1).max(100_000).default(4096), {
    title: 'Largest file',
    unit: 'MB',
    advanced: true,
  }),
});

export const folderConfigSchema = z.object({
  kind: z.literal('folder'),
  path: param(z.string().min(1, 'Name the folder.').max(1000), { title: 'Folder', placeholder: '/data/incoming' }),
  pattern: param(
    z
      .string()
      .min(1)
      .max(200)
      .regex(/^[^/\\]+$/, 'A pattern names files, not folders.')
      .default('*.csv'),
    { title: 'Files', description: '* stands for any text, ? for one character.' },
  ),
  format: formatParam,
});

/** A name inside a database: quoted when it is used. */
const databaseName = z
  .string()
  .max(63)
  .regex(/^[^\0]*$/);

export const postgresConfigSchema = z.object({
  kind: z.literal('postgres'),
  host: param(z.string().min(1, 'Name the host.').max(255), { title: 'Host', placeholder: 'db.example.com' }),
  port: param(z.int().min(1).max(65_535).default(5432), { title: 'Port' }),
  database: param(databaseName.min(1, 'Name the database.'), { title: 'Database' }),
  user: param(databaseName.min(1, 'Name the user.'), { title: 'User' }),
  tls: param(z.enum(['verify', 'require', 'off']).default('verify'), {
    title: 'Encryption',
    labels: { verify: 'TLS, certificate checked', require: 'TLS, any certificate', off: 'None' },
  }),
  read: param(z.enum(['table', 'query']).default('table'), {
    title: 'Read',
    labels: { table: 'A table', query: 'A query' },
  }),
  table: param(z.string().max(130).default(''), {
    title: 'Table',
    placeholder: 'public.orders',
    showWhen: { param: 'read', is: ['table'] },
  }),
  query: param(z.string().max(20_000).default(''), {
    title: 'Query',
    description: 'One SELECT.',
    widget: 'multiline',
    showWhen: { param: 'read', is: ['query'] },
  }),
  cursorColumn: param(databaseName.default(''), {
    title: 'Only new rows, by column',
    description: 'A column that only grows, such as an id or the time of the last change. Empty: all rows every time.',
  }),
  partitions: param(z.int().min(1).max(8).default(1), {
    title: 'Read in parallel',
    unit: 'connections',
    advanced: true,
  }),
  timeoutSeconds: param(z.int().min(1).max(7200).default(600), { title: 'Longest wait', unit: 's', advanced: true }),
});

/** The name of a field in the data of an event; empty: none. */
const eventField = z.string().trim().max(200).default('');

export const pushConfigSchema = z.object({
  kind: z.literal('push'),
  idField: param(eventField, {
    title: 'Field with the id',
    placeholder: 'order_id',
    description:
      'An event whose id came before is not stored again. Empty: the sender names its requests, or each event is new.',
  }),
  timeField: param(eventField, {
    title: 'Field with the time',
    placeholder: 'ordered_at',
    description: 'When it happened, such as 2026-11-01T10:00:00Z. Empty: when it came.',
  }),
});

export const topicConfigSchema = z.object({
  kind: z.literal('topic'),
  topic: param(topicNameSchema.min(1, 'Name the topic.'), {
    title: 'Topic',
    placeholder: 'orders',
    description: 'What programs publish under this name in the project, from the first event that is kept.',
  }),
});

/** Where a source reads and how, one shape per kind. */
export const sourceConfigSchema = z.discriminatedUnion('kind', [
  urlConfigSchema,
  folderConfigSchema,
  postgresConfigSchema,
  pushConfigSchema,
  topicConfigSchema,
]);
export type SourceConfig = z.output<typeof sourceConfigSchema>;
export type SourceKind = SourceConfig['kind'];
export type ConfigOf<K extends SourceKind> = Extract<SourceConfig, { kind: K }>;
export const sourceKinds = ['url', 'folder', 'postgres', 'push', 'topic'] as const satisfies readonly SourceKind[];
export const sourceKindSchema = z.enum(sourceKinds);

/** What happens when a landing is not like the one before. */
export const sourcePolicySchema = z.object({
  /** Other columns or types than in the last accepted batch. */
  onChange: z.enum(['accept', 'quarantine', 'stop']).default('quarantine'),
  /** The very bytes of an earlier batch. */
  onSameBytes: z.enum(['skip', 'keep']).default('skip'),
  /** Several runs at a time; else the next one waits. */
  parallelRuns: z.boolean().default(false),
});
export type SourcePolicy = z.output<typeof sourcePolicySchema>;

/** In a few words where a source reads: never anything secret. */
export function describeSource(config: SourceConfig): string {
  switch (config.kind) {
    case 'url':
      return config.url.replace(/^https?:\/\//i, '').replace(/[?#].*$/, '');
    case 'folder':
      return `${config.path.replace(/\/+$/, '')}/${config.pattern}`;
    case 'postgres':
      return `${config.read === 'table' ? config.table : 'a query'} in ${config.database} on ${config.host}`;
    case 'push':
      return 'events pushed to its address';
    case 'topic':
      return `the topic ${config.topic}`;
  }
}
