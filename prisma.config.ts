import path from 'node:path';
import { defineConfig } from 'prisma/config';

// Prisma would fetch its engine from the network; ours lies in the repository. Set here, so that every way of calling
// Prisma (npm, turbo, by hand) finds it.
process.env['PRISMA_SCHEMA_ENGINE_BINARY'] ??= path.resolve(import.meta.dirname, 'scripts', 'schema-engine.mjs');
process.env['CHECKPOINT_DISABLE'] ??= '1';

const url = process.env['DATABASE_URL'];

/** Tables read and written by SQL alone (run protocol, long fits, bus, what is known of tables): by hand in migrations of their own. */
const sqlTables = [
  'artifact',
  'artifact_pin',
  'artifact_use',
  'bisect',
  'bus_consumer',
  'bus_event',
  'bus_topic',
  'candidate_fact',
  'candidate_figure',
  'candidate_param',
  'dead_letter',
  'experiment',
  'ignored_finding',
  'installation_key',
  'online_publication',
  'online_staged',
  'outbox',
  'project_limit',
  'rollout',
  'rollout_move',
  'run',
  'run_event',
  'saved_view',
  'score_stream',
  'step_ask',
  'step_cache',
  'step_checkpoint',
  'step_edge',
  'step_point',
  'step_run',
  'table_sketch',
  'track_alias',
  'track_file',
  'track_input',
  'track_latest',
  'track_metric',
  'track_model',
  'track_model_note',
  'track_param',
  'track_run',
  'track_run_model',
  'track_tag',
  'track_version',
  'trial',
  'worker',
];

/** Authoring only: at start-up scripts/apply-migrations.ts applies the migrations without Prisma's command line. */
export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  experimental: { externalTables: true },
  tables: { external: sqlTables.map((table) => `public.${table}`) },
  // `generate` and `validate` need no database, so an unset DATABASE_URL is no error here.
  ...(url ? { datasource: { url } } : {}),
});
