#!/usr/bin/env node
/**
 * Offline stand-in for Prisma's native schema engine.
 *
 * Prisma's CLI wants an engine binary that it would fetch from the network. It accepts any executable named by
 * PRISMA_SCHEMA_ENGINE_BINARY that speaks the same two surfaces, so this script offers them on top of the WebAssembly
 * build of the same engine and the `pg` adapter:
 *
 * - `schema-engine … cli <command>`: one-shot commands that report through JSON lines on stderr and the exit code;
 * - JSON-RPC: one request per line on stdin, one answer per line on stdout.
 *
 * It is plain JavaScript because Prisma executes it directly. Self-test: scripts/schema-engine.test.ts.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { connectAdapter, escapeIdentifier, NO_DATABASE_URL } from './schema-engine-adapter.mjs';

/** Methods whose parameters need table filters that the CLI leaves out for the native engine. */
const METHODS_WITH_FILTERS = new Set([
  'applyMigrations',
  'createMigration',
  'devDiagnostic',
  'diagnoseMigrationHistory',
  'diff',
  'evaluateDataLoss',
  'schemaPush',
]);

/** Methods that the WebAssembly engine calls by another name. */
const RENAMED_METHODS = new Map([['getDatabaseVersion', 'version']]);

/** SQLSTATE of a failed connection to Prisma's error code; everything else is "cannot reach the server" (P1001). */
const CONNECTION_ERRORS = new Map([
  ['3D000', 'P1003'],
  ['28P01', 'P1000'],
]);
const DUPLICATE_DATABASE = '42P04';
/** JSON-RPC error code that the CLI expects for an engine error; details lie in `data`. */
const ENGINE_ERROR = 4466;
/** Added to a request id for a message the engine sends on its own, so that the two never collide. */
const OWN_MESSAGE_OFFSET = 1_000_000_000;

const argv = process.argv.slice(2);

/** Every value given for an option that may repeat. */
function optionValues(name) {
  return argv.flatMap((argument, index) => (argument === name ? [argv[index + 1]] : []));
}

function logLine(level, fields) {
  const entry = { timestamp: new Date().toISOString(), level, fields, target: 'schema_engine::logger' };
  writeSync(2, `${JSON.stringify(entry)}\n`);
}

function databaseName(url) {
  return decodeURIComponent(new URL(url).pathname.slice(1));
}

function withDatabase(url, name) {
  const changed = new URL(url);
  changed.pathname = `/${encodeURIComponent(name)}`;
  return changed.toString();
}

async function runOnce(url, sql) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

async function createDatabase(url) {
  try {
    await runOnce(withDatabase(url, 'postgres'), `create database ${escapeIdentifier(databaseName(url))}`);
  } catch (error) {
    if (error.code !== DUPLICATE_DATABASE) throw error;
  }
}

async function dropDatabase(url) {
  const name = escapeIdentifier(databaseName(url));
  await runOnce(withDatabase(url, 'postgres'), `drop database if exists ${name} with (force)`);
  logLine('INFO', { message: 'The database was successfully dropped' });
}

const CLI_COMMANDS = {
  'can-connect-to-database': (url) => runOnce(url, 'select 1'),
  'create-database': createDatabase,
  'drop-database': dropDatabase,
};

/** Runs one engine CLI command and returns the exit code. */
async function runCliCommand(name, url) {
  logLine('INFO', { message: 'Starting schema engine CLI' }); // the CLI drops the first line it gets
  const command = CLI_COMMANDS[name];
  try {
    if (command === undefined) throw new Error(`The schema engine has no command "${name}".`);
    if (url === undefined) throw new Error(NO_DATABASE_URL);
    await command(url);
    return 0;
  } catch (error) {
    const code = CONNECTION_ERRORS.get(error.code) ?? 'P1001';
    logLine('ERROR', { message: String(error.message || error.code || error), error_code: code, is_panic: false });
    return 1;
  }
}

/** The engine asks this factory for its connections: the database itself, and a scratch ("shadow") database. */
function adapterFactory(datasource) {
  return {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: () => connectAdapter(datasource.url),
    connectToShadowDb: async () => {
      if (datasource.shadowDatabaseUrl) return connectAdapter(datasource.shadowDatabaseUrl);
      if (datasource.url === undefined) throw new Error(NO_DATABASE_URL);
      return connectScratchDatabase(datasource.url);
    },
  };
}

async function connectScratchDatabase(url) {
  const name = `prisma_migrate_shadow_db_${randomUUID()}`;
  const admin = withDatabase(url, 'postgres');
  await runOnce(admin, `create database ${escapeIdentifier(name)}`);
  const dropScratch = () => runOnce(admin, `drop database if exists ${escapeIdentifier(name)} with (force)`);
  return connectAdapter(withDatabase(url, name), dropScratch);
}

async function loadEngine(datasource) {
  globalThis.PRISMA_WASM_PANIC_REGISTRY = {
    message: '',
    set_message(message) {
      this.message = message;
      logLine('ERROR', { message, is_panic: true });
    },
  };
  const glue = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const gluePath = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const module = new WebAssembly.Module(readFileSync(gluePath.replace(/\.js$/, '.wasm')));
  const instance = new WebAssembly.Instance(module, { './schema_engine_bg.js': glue });
  glue.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  const files = optionValues('--datamodels').map((path) => [path, readFileSync(path, 'utf8')]);
  const options = { datamodels: files.length > 0 ? files : undefined };
  return glue.SchemaEngine.new(options, () => {}, bindMigrationAwareSqlAdapterFactory(adapterFactory(datasource)));
}

function withFilters(method, params) {
  if (!params || params.filters !== undefined || !METHODS_WITH_FILTERS.has(method)) return params;
  return { ...params, filters: { externalTables: [], externalEnums: [] } };
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}

async function answer(engine, { id, method, params }) {
  try {
    const call = RENAMED_METHODS.get(method) ?? method;
    const result = await (await engine)[call](withFilters(method, params));
    // The native engine prints a diff by calling back; the WebAssembly engine returns it.
    if (method === 'diff' && typeof result?.stdout === 'string') {
      send({ id: OWN_MESSAGE_OFFSET + id, method: 'print', params: { content: result.stdout } });
    }
    send({ id, result: result ?? {} });
  } catch (error) {
    const data = { is_panic: false, message: String(error.message ?? error), error_code: error.code ?? null };
    send({ id, error: { code: ENGINE_ERROR, message: 'An error happened. Check the data field for details.', data } });
  }
}

/**
 * Answers requests one after the other until stdin closes. The engine's start is awaited inside each answer: were it
 * to fail outside, this process would die silently and Prisma's CLI would report success.
 */
function serve(datasource) {
  const engine = loadEngine(datasource);
  engine.catch(() => {}); // every answer reports it
  let pending = Promise.resolve();
  const lines = createInterface({ input: process.stdin });
  lines.on('line', (line) => {
    const request = JSON.parse(line);
    if (request.method) pending = pending.then(() => answer(engine, request));
  });
  lines.on('close', () => pending.then(() => process.exit(0)));
}

if (argv.includes('--version')) {
  console.log('schema-engine-wasm');
  process.exit(0);
}
const datasource = JSON.parse(optionValues('--datasource')[0] ?? '{}');
const cliIndex = argv.indexOf('cli');
if (cliIndex >= 0) process.exit(await runCliCommand(argv[cliIndex + 1], datasource.url));
serve(datasource);
