#!/usr/bin/env node
/**
 * The one command: `node scripts/millrace.mjs <name>`; see scripts/commands for the names.
 * Until node_modules exists this file may use nothing but Node itself. It checks Node, installs what the lock file says,
 * sets the environment, and hands over to scripts/commands/<name>.ts.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const COMMANDS = path.join(ROOT, 'scripts', 'commands');
const LEAST_NODE = [20, 19];

/** No part may call home, and Prisma's command line uses our offline engine. */
const ENVIRONMENT = {
  NEXT_TELEMETRY_DISABLED: '1',
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
  CHECKPOINT_DISABLE: '1',
  PRISMA_SCHEMA_ENGINE_BINARY: path.join(ROOT, 'scripts', 'schema-engine.mjs'),
  PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD: '1',
  ONNXRUNTIME_NODE_INSTALL: 'skip',
};

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1])) return;
  console.error(`Millrace needs Node ${LEAST_NODE.join('.')} or newer; this is Node ${process.versions.node}.`);
  process.exit(1);
}

/** Installs the packages of the lock file, unless the last install was of this very file. */
function installPackages() {
  const lock = createHash('sha256')
    .update(readFileSync(path.join(ROOT, 'package-lock.json')))
    .digest('hex');
  const stamp = path.join(ROOT, 'node_modules', '.millrace-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.error('[millrace] installing packages (npm ci); this happens once');
  const npm = process.env.npm_execpath?.endsWith('.js')
    ? { program: process.execPath, args: [process.env.npm_execpath] }
    : { program: 'npm', args: [] };
  const result = spawnSync(npm.program, [...npm.args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2], // standard output belongs to the command
    shell: process.platform === 'win32' && npm.program === 'npm',
  });
  if (result.status !== 0) {
    console.error('[millrace] npm ci failed; the reason stands above.');
    process.exit(result.status ?? 1);
  }
  writeFileSync(stamp, lock);
}

/** Names and first doc lines of the commands that exist. */
function listCommands() {
  const names = readdirSync(COMMANDS).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  return names.sort().map((file) => {
    const text = readFileSync(path.join(COMMANDS, file), 'utf8');
    return { name: file.slice(0, -3), summary: /\/\*\*\s*\*?\s*(.+?)(?:\s*\*\/|\n)/.exec(text)?.[1] ?? '' };
  });
}

function printHelp() {
  console.log('Usage: npm run millrace -- <command>\n');
  for (const { name, summary } of listCommands()) console.log(`  ${name.padEnd(12)} ${summary}`);
}

checkNode();
const [name = 'help', ...args] = process.argv.slice(2);
if (['help', '--help', '-h'].includes(name)) {
  printHelp();
} else if (!listCommands().some((command) => command.name === name)) {
  console.error(`There is no command "${name}".\n`);
  printHelp();
  process.exitCode = 1;
} else {
  Object.assign(process.env, ENVIRONMENT);
  installPackages();
  const { register } = await import('tsx/esm/api');
  register();
  const { run } = await import(pathToFileURL(path.join(COMMANDS, `${name}.ts`)).href);
  try {
    await run(args);
  } catch (error) {
    console.error(`[millrace] ${process.env.MILLRACE_DEBUG ? (error?.stack ?? error) : (error?.message ?? error)}`);
    process.exitCode = 1;
  }
}
