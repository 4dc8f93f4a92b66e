import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applyMigrations } from './apply-migrations';
import { type EmbeddedPostgres, startPostgres } from './embedded-postgres';
import { MIGRATIONS_FOLDER, REPOSITORY_ROOT } from './root';

const ENGINE = path.join(REPOSITORY_ROOT, 'scripts', 'schema-engine.mjs');
const PRISMA = path.join(REPOSITORY_ROOT, 'node_modules', '.bin', 'prisma');
const SCHEMA = `datasource db {
  provider = "postgresql"
}

model Author {
  id    Int    @id @default(autoincrement())
  name  String @unique
  books Book[]
}

model Book {
  id       Int    @id
  author   Author @relation(fields: [authorId], references: [id])
  authorId Int
}
`;
/** Simple enough to read, hard enough to break a runner that cuts scripts at semicolons. */
const FUNCTION = 'create function f() returns int language plpgsql as $$ begin perform 1; return 2; end $$;';

let server: EmbeddedPostgres;
let folder: string;
let databaseUrl: string;

beforeAll(async () => {
  server = await startPostgres({ ephemeral: true });
  folder = mkdtempSync(path.join(os.tmpdir(), 'millrace-schema-engine-test-'));
  const config = `export default { schema: 'schema.prisma', migrations: { path: 'migrations' },
    datasource: process.env.DATABASE_URL ? { url: process.env.DATABASE_URL } : undefined };`;
  writeFileSync(path.join(folder, 'prisma.config.ts'), config);
  writeFileSync(path.join(folder, 'schema.prisma'), SCHEMA);
  databaseUrl = new URL('/scratch', server.url).href; // not made yet: the engine has to
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

type Result = { code: number | null; output: string };

function prisma(args: string[], options: { url?: string | undefined; cwd?: string } = {}): Promise<Result> {
  const { DATABASE_URL: _, ...inherited } = process.env;
  const env = { ...inherited, PRISMA_SCHEMA_ENGINE_BINARY: ENGINE, CHECKPOINT_DISABLE: '1', NO_COLOR: '1' };
  const child = spawn(PRISMA, args, {
    cwd: options.cwd ?? folder,
    env: options.url === undefined ? env : { ...env, DATABASE_URL: options.url },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}

describe("the stand-in for Prisma's schema engine", () => {
  it('compares schema files without a database', async () => {
    const result = await prisma(['migrate', 'diff', '--from-empty', '--to-schema', 'schema.prisma', '--script']);
    expect(result.output).toContain('CREATE TABLE "Book"');
    expect(result.code).toBe(0);
  });

  it('says so when a command needs a database and has none', async () => {
    const result = await prisma(['migrate', 'deploy']);
    expect(result.code).not.toBe(0);
  });

  it('makes the database and the first migration (migrate dev)', async () => {
    const result = await prisma(['migrate', 'dev', '--name', 'first'], { url: databaseUrl });
    expect(result.output).toContain('Your database is now in sync');
    const [made] = readdirSync(path.join(folder, 'migrations')).filter((name) => name.endsWith('_first'));
    expect(readFileSync(path.join(folder, 'migrations', made ?? '', 'migration.sql'), 'utf8')).toContain('"Author"');
  });

  it('reports what is not applied (status) and applies it (deploy), function bodies included', async () => {
    mkdirSync(path.join(folder, 'migrations', '29990101000000_function'));
    writeFileSync(path.join(folder, 'migrations', '29990101000000_function', 'migration.sql'), FUNCTION);
    const before = await prisma(['migrate', 'status'], { url: databaseUrl });
    expect(before.output).toContain('29990101000000_function');
    expect(before.code).toBe(1);
    const deploy = await prisma(['migrate', 'deploy'], { url: databaseUrl });
    expect(deploy.output).toContain('All migrations have been successfully applied');
    const after = await prisma(['migrate', 'status'], { url: databaseUrl });
    expect(after.output).toContain('Database schema is up to date');
    expect(after.code).toBe(0);
  });

  it('sees a change of the schema (diff, with the shadow database and with the live one)', async () => {
    writeFileSync(path.join(folder, 'changed.prisma'), SCHEMA.replace('@unique', '@unique\n  born DateTime?'));
    const to = ['--to-schema', 'changed.prisma', '--script', '--exit-code'];
    for (const from of [['--from-migrations', 'migrations'], ['--from-config-datasource']]) {
      const result = await prisma(['migrate', 'diff', ...from, ...to], { url: databaseUrl });
      expect(result.output).toContain('ADD COLUMN     "born"');
      expect(result.code).toBe(2);
    }
  });

  it('names an unreachable server and a wrong password', async () => {
    const wrong = new URL(databaseUrl);
    wrong.password = 'wrong';
    const [refused, denied] = await Promise.all([
      prisma(['migrate', 'status'], { url: 'postgresql://millrace@127.0.0.1:1/none' }),
      prisma(['migrate', 'status'], { url: wrong.href }),
    ]);
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('P1001') });
    expect(denied).toMatchObject({ code: 1, output: expect.stringContaining('P1000') });
  });

  it("agrees with the start-up runner on the product's migrations", async () => {
    const url = await server.createDatabase('product');
    await applyMigrations({ databaseUrl: url, folder: MIGRATIONS_FOLDER });
    const status = await prisma(['migrate', 'status'], { url, cwd: REPOSITORY_ROOT });
    expect(status.output).toContain('Database schema is up to date');
  });
});
