/**
 * The arrows of docs/architecture.md as rules that fail, type imports included.
 * Every comment says what to do instead. Run with `npm run check:arrows`.
 */
const { existsSync, readFileSync } = require('node:fs');
const path = require('node:path');

const TESTS = '\\.test\\.tsx?$|/testing/';
const WORKER = '^apps/worker/src';
const WEB = '^apps/web/src';
const CORE = '^packages/pipeline-core/src';
const DB = '^packages/db/src';

/** Paths of the step contracts: what the catalogue imports. Helpers beside them are no contracts. */
function stepContracts() {
  const catalog = path.join(__dirname, 'packages/pipeline-core/src/steps/catalog.ts');
  if (!existsSync(catalog)) return '^$';
  const imports = readFileSync(catalog, 'utf8').matchAll(/from '\.\/([\w-]+\/[\w-]+)'/g);
  return `${CORE}/steps/(${[...imports].map(([, file]) => file).join('|')})\\.ts$`;
}

/** Path pattern for packages of npm, given by name. */
function npm(...names) {
  return `(^|/)node_modules/(${names.join('|')})/`;
}

/** A rule: files matching `from` (tests aside) must not import what matches `to`. */
function forbid(name, comment, from, to) {
  const fromParts = typeof from === 'string' ? { path: from } : from;
  const pathNot = [TESTS, ...[fromParts.pathNot ?? []].flat()];
  return { name, comment, severity: 'error', from: { ...fromParts, pathNot }, to };
}

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Two files need each other: move what both need into a third file that imports neither.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolvable',
      comment: 'This import finds nothing: correct the path, or add the package to this workspace’s package.json.',
      severity: 'error',
      // Peers of the bench are installed on demand into a cache, never with the product.
      from: { pathNot: '^scripts/bench/peers/' },
      to: { couldNotResolve: true },
    },

    // Between workspaces
    forbid(
      'core-imports-zod-only',
      'pipeline-core is pure: it runs in browser, worker and tests. Do I/O in the worker or in web and pass values in.',
      CORE,
      { pathNot: [CORE, npm('zod')] },
    ),
    {
      name: 'core-tests',
      comment:
        'Tests of pipeline-core use vitest, fast-check and files; what needs a database or a browser is tested there.',
      severity: 'error',
      from: { path: `${CORE}.*\\.test\\.ts$` },
      to: { dependencyTypesNot: ['core'], pathNot: [CORE, npm('zod', 'vitest', '@?fast-check')] },
    },
    {
      name: 'db-imports-core-only',
      comment: 'db knows no app: pass what it needs as an argument, or move the shared shape into pipeline-core.',
      severity: 'error',
      from: { path: DB },
      to: { path: '^(apps|scripts)/' },
    },
    {
      name: 'worker-and-web-are-strangers',
      comment: 'Apps talk through the database, the queue or HTTP. Move shared shapes into pipeline-core.',
      severity: 'error',
      from: { path: '^apps/worker/' },
      to: { path: '^apps/web/' },
    },
    {
      name: 'web-and-worker-are-strangers',
      comment: 'Apps talk through the database, the queue or HTTP. Move shared shapes into pipeline-core.',
      severity: 'error',
      from: { path: '^apps/web/' },
      to: { path: '^apps/worker/' },
    },
    {
      name: 'nobody-imports-scripts',
      comment: 'scripts/ starts and tests the product. Code that the product needs belongs into a workspace.',
      severity: 'error',
      from: { path: '^(apps|packages)/' },
      to: { path: '^scripts/' },
    },
    {
      name: 'scripts-import-no-app',
      comment: 'Scripts see the product from outside: start it and talk HTTP, or use packages/db and pipeline-core.',
      severity: 'error',
      from: { path: '^scripts/' },
      to: { path: '^apps/' },
    },

    // Libraries that one place owns
    forbid(
      'postgres-in-db-only',
      'Only packages/db queries our Postgres: add a repository function there. (The queue’s backend connects for BullMQ, outside/ to those of others.)',
      { path: '^apps/', pathNot: [`${WORKER}/queue/`, `${WORKER}/outside/`, `${WEB}/server/auth`] },
      { path: npm('pg', '@prisma/[^/]+') },
    ),
    forbid(
      'bullmq-in-queue-only',
      'Only apps/worker/src/queue imports bullmq: enqueue through its functions, in web write an outbox row.',
      { path: '^(apps|packages)/', pathNot: `${WORKER}/queue/` },
      { path: npm('bullmq', 'ioredis') },
    ),
    forbid(
      'duckdb-in-data-only',
      'Only apps/worker/src/data touches DuckDB: ask it for tables.',
      { path: '^(apps|packages)/', pathNot: `${WORKER}/data/` },
      { path: npm('@duckdb/[^/]+') },
    ),
    forbid(
      'model-libraries-in-runtimes-only',
      'Only apps/worker/src/runtimes imports model libraries: train and predict through a ModelRuntime.',
      { path: '^(apps|packages)/', pathNot: `${WORKER}/runtimes/` },
      { path: npm('onnxruntime-[^/]+', '@tensorflow/[^/]+') },
    ),
    forbid(
      'react-flow-in-canvas-only',
      'React Flow is a view: translate at editor/canvas, and use our own document elsewhere.',
      { path: WEB, pathNot: `${WEB}/editor/canvas/` },
      { path: npm('@xyflow/[^/]+') },
    ),
    forbid(
      'primitives-in-ui-only',
      'Use the components of apps/web/src/ui; add one there when it is missing.',
      { path: WEB, pathNot: `${WEB}/ui/` },
      { path: npm('radix-ui', '@radix-ui/[^/]+') },
    ),

    // Inside the worker
    forbid(
      'ground-knows-no-room',
      'Several rooms stand on ground/: what knows one of them, or the database, belongs into that room.',
      `${WORKER}/ground/`,
      { path: [DB, `${WORKER}/[^/]+/`], pathNot: `${WORKER}/ground/` },
    ),
    forbid(
      'topics-know-no-role',
      'topics/ brings events to whoever handles them: pass in what a role does with them.',
      `${WORKER}/topics/`,
      { path: `${WORKER}/(executors|execution|queue|scoring|watching|scheduling|child|runtimes|data)/` },
    ),
    forbid(
      'executors-have-no-database',
      'An executor reads its inputs and writes its folder. Return what must happen outside as events.',
      `${WORKER}/executors/`,
      { path: [DB, `${WORKER}/(queue|execution|scoring|watching|scheduling|topics)/`] },
    ),
    forbid(
      'runtimes-stand-alone',
      'A model runtime knows arrays and bundles only; who calls it passes the rest in.',
      `${WORKER}/runtimes/`,
      { path: [DB, `${WORKER}/(data|executors|queue|execution|scoring|watching|scheduling|child|topics)/`] },
    ),
    forbid(
      'data-stands-alone',
      'data/ serves executors and roles: put the shape that both need into data/, and pass settings in.',
      `${WORKER}/data/`,
      { path: [DB, `${WORKER}/(executors|queue|execution|scoring|watching|scheduling|child|topics)/`] },
    ),
    forbid(
      'outside-stands-alone',
      'outside/ reaches addresses and folders that are not ours: pass it what it needs.',
      `${WORKER}/outside/`,
      { path: [DB, `${WORKER}/(data|executors|queue|execution|scoring|watching|scheduling|child|runtimes|topics)/`] },
    ),
    forbid(
      'scoring-does-not-run-steps',
      'Scoring uses runtimes, the artifact store and db. Move what it shares with steps into runtimes or pipeline-core.',
      `${WORKER}/scoring/`,
      { path: `${WORKER}/(execution|executors|queue|scheduling)/` },
    ),
    forbid(
      'execution-gets-its-executors',
      'Execution never knows a step type: main.ts passes the executors in, the child process looks them up.',
      `${WORKER}/execution/`,
      { path: `${WORKER}/(executors|queue|scoring|watching|scheduling)/` },
    ),
    forbid(
      'queue-gets-its-handlers',
      'The queue transports jobs: main.ts passes the handlers in.',
      `${WORKER}/queue/`,
      { path: `${WORKER}/(executors|execution|scoring|watching|scheduling|runtimes|data)/` },
    ),

    // Inside the web app
    forbid(
      'db-on-the-server-only',
      'The browser has no database: write a use case under apps/web/src/server and call it.',
      { path: WEB, pathNot: `${WEB}/server/` },
      { path: DB },
    ),
    forbid(
      'pages-call-through-the-client',
      'Components call the API client; only routes (app/) and the client’s types see the server.',
      `${WEB}/(ui|lib|features|editor/(store|actions|canvas|inspector|palette))/`,
      { path: `${WEB}/server/` },
    ),
    forbid(
      'ui-knows-no-domain',
      'A component in ui/ shows what it is given: put what knows runs or pipelines into features/ or editor/.',
      `${WEB}/(ui|lib)/`,
      // How per cent is written is no domain: one spelling for all.
      { path: ['^packages/(?!pipeline-core/src/percent[.]ts$)', `${WEB}/(server|editor|features|client|app)/`] },
    ),
    forbid(
      'editor-store-is-pure',
      'The store has no view and no network: put effects into editor/actions or editor/sync.',
      `${WEB}/editor/store/`,
      { path: [`${WEB}/(server|client|features|app|ui)/`, `${WEB}/editor/(actions|canvas|inspector|palette|sync)/`] },
    ),
    forbid(
      'server-has-no-view',
      'A use case returns values; the view that shows them lives in features/ or editor/.',
      `${WEB}/server/`,
      { path: `${WEB}/(ui|editor|features|client|app)/` },
    ),

    // Inside pipeline-core, from the ground up
    forbid(
      'a-step-knows-no-other-step',
      'A contract never imports another contract or the catalogue: move what both need into a helper file beside them.',
      `${CORE}/steps/[^/]+/`,
      { path: [stepContracts(), `${CORE}/steps/(catalog|index)\\.ts$`, `${CORE}/(document|graph|validate|plan)/`] },
    ),
    forbid(
      'expression-knows-no-step',
      'The expression language imports schema only: steps use it, never the other way round.',
      `${CORE}/expression/`,
      { path: `${CORE}/(steps|document|graph|validate|plan|features|run|release)/` },
    ),
    forbid(
      'schema-is-ground',
      'What flows along an edge depends on nothing that flows: move the function to the folder that needs both.',
      `${CORE}/schema/`,
      { path: `${CORE}/(steps|expression|document|graph|validate|plan|features|run|release)/` },
    ),
    forbid(
      'graph-sees-documents-only',
      'Graph algorithms take steps and edges; what knows step types belongs to validate/ or plan/.',
      `${CORE}/graph/`,
      { path: `${CORE}/(steps|expression|validate|plan|features|run|release)/` },
    ),
    forbid(
      'numbers-know-no-pipeline',
      'Splits, metrics, statistics and drift are algorithms over numbers: pass arrays in.',
      `${CORE}/(split|metrics|stats|drift)/`,
      { path: `${CORE}/(steps|expression|document|graph|validate|plan|features|run)/` },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(\\.next|dist|generated|\\.turbo)/|next-env\\.d\\.ts$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.d.ts', '.js', '.mjs', '.cjs', '.json'],
    },
    cache: { folder: 'node_modules/.cache/dependency-cruiser', strategy: 'content' },
  },
};
