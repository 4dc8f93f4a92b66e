// One hash per step type: over everything the type can reach, and nothing that only other types reach.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const worker = path.dirname(fileURLToPath(import.meta.url));
const steps = path.join(worker, '../../packages/pipeline-core/src/steps');
const executors = path.join(worker, 'src/executors');

/** The lists of many types: through them every type would reach every other. */
const lists = [
  path.join(executors, 'index.ts'),
  path.join(executors, 'train/trainers.ts'),
  path.join(steps, 'catalog.ts'),
  path.join(steps, 'searchable.ts'),
];

/** Packages from npm stay imports; our own workspaces are inlined. */
export const externalPackages = {
  name: 'external-packages',
  setup(bundler) {
    bundler.onResolve({ filter: /^[^./]/ }, ({ path: name, kind }) =>
      kind === 'entry-point' || name.startsWith('@millrace/') ? undefined : { path: name, external: true },
    );
  },
};

const externalLists = {
  name: 'external-lists',
  setup(bundler) {
    bundler.onResolve({ filter: /^\.{1,2}(\/|$)/ }, ({ path: name, resolveDir }) => {
      const target = path.resolve(resolveDir, name);
      const found = lists.find((list) => [`${target}.ts`, path.join(target, 'index.ts')].includes(list));
      return found === undefined ? undefined : { path: path.relative(worker, found), external: true };
    });
  },
};

/** Files with other contents than on disk, by path from the worker's folder; for tests. */
function replaceFiles(changed) {
  return {
    name: 'replace-files',
    setup(bundler) {
      bundler.onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
        const change = changed[path.relative(worker, file)];
        return change === undefined ? undefined : { contents: change(readFileSync(file, 'utf8')), loader: 'ts' };
      });
    },
  };
}

/**
 * Hash by step type: sha256 of what its contract, its executor and the host that runs it are compiled to, and of the
 * versions of the packages they import. Fails for a type whose executor is not where it belongs. `only` names the types
 * that are wanted; all of them without it.
 */
export async function hashStepTypes({ changed = {}, only } = {}) {
  const versions = lockedVersions();
  const wanted = (await listTypes()).filter(({ type }) => only?.includes(type) ?? true);
  const { outputFiles, metafile } = await buildTypes(wanted, changed);
  const texts = new Map(outputFiles.map(({ path: file, text }) => [path.relative(outdir, file), text]));
  const hashes = wanted.map(({ type }) => {
    const name = `${type}.js`;
    const { imports } = metafile.outputs[path.posix.join(path.relative(worker, outdir), name)];
    const hash = createHash('sha256').update(texts.get(name));
    for (const one of [...new Set(imports.map((found) => packageOf(found.path)))].sort())
      hash.update(`\n${one} ${versions[one] ?? ''}`);
    return [type, hash.digest('hex')];
  });
  return Object.fromEntries(hashes);
}

/** Nothing is written there: names of what comes out need a folder. */
const outdir = path.join(worker, 'dist', 'code');

/** All types in one build, each a file of its own that holds all it needs: what many reach is read once. */
function buildTypes(wanted, changed) {
  return build({
    entryPoints: wanted.map(({ type }) => ({ in: `step-type:${type}`, out: type })),
    outdir,
    absWorkingDir: worker,
    bundle: true,
    splitting: false,
    write: false,
    metafile: true,
    // Not identifiers: esbuild shortens them by how often letters occur, in what is left out as well.
    minifySyntax: true,
    minifyWhitespace: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    plugins: [entries(wanted), replaceFiles(changed), externalLists, externalPackages],
    logLevel: 'warning',
  });
}

/** The entry points, which are no files. */
function entries(wanted) {
  const contents = new Map(wanted.map((facts) => [`step-type:${facts.type}`, entryOf(facts)]));
  return {
    name: 'entries',
    setup(bundler) {
      bundler.onResolve({ filter: /^step-type:/ }, ({ path: name }) => ({ path: name, namespace: 'step-type' }));
      bundler.onLoad({ filter: /./, namespace: 'step-type' }, ({ path: name }) => ({
        ...{ contents: contents.get(name), resolveDir: worker, loader: 'ts' },
      }));
    },
  };
}

/** Contract, executor (row-wise steps without constants have none) and the host: what runs one step of the type. */
function entryOf({ type, stage, hasExecutor }) {
  const contract = path.join(steps, stage, type);
  const executor = path.join(executors, stage, type);
  const files = [contract, ...(hasExecutor ? [executor] : []), path.join(executors, 'host')];
  for (const file of files) {
    if (!existsSync(`${file}.ts`)) throw new Error(`The step type ${type} has no ${path.relative(worker, file)}.ts.`);
  }
  return files.map((file) => `export * from ${JSON.stringify(`./${path.relative(worker, file)}`)};`).join('\n');
}

/** Every type of the catalogue, asked of the catalogue itself. */
async function listTypes() {
  const file = path.join(worker, 'dist', `catalog-${process.pid}.mjs`);
  try {
    await build({
      entryPoints: [path.join(steps, 'catalog.ts')],
      outfile: file,
      absWorkingDir: worker,
      bundle: true,
      platform: 'node',
      format: 'esm',
      plugins: [externalPackages],
      logLevel: 'warning',
    });
    const { listContracts } = await import(pathToFileURL(file).href);
    return listContracts().map(({ type, stage, flags }) => ({
      type,
      stage,
      hasExecutor: flags.rowWise !== true || flags.fits === true,
    }));
  } finally {
    rmSync(file, { force: true });
  }
}

/** `@duckdb/node-api` of `@duckdb/node-api/lib/x`; Node's own modules go with Node. */
function packageOf(specifier) {
  const [scope, name] = specifier.split('/');
  return specifier.startsWith('@') ? `${scope}/${name}` : scope;
}

/** Version by package, as the lock file of the repository has it. */
function lockedVersions() {
  const lock = createRequire(import.meta.url)('../../package-lock.json');
  const prefix = 'node_modules/';
  return Object.fromEntries(
    Object.entries(lock.packages)
      .filter(([place]) => place.startsWith(prefix))
      .map(([place, { version }]) => [place.slice(prefix.length), version]),
  );
}
