// Bundles the worker, its child process and the process of a release: our own workspaces are inlined, packages from npm stay imports.
import { writeFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { buildDebug } from './build-debug.mjs';
import { externalPackages, hashStepTypes } from './code-hashes.mjs';

await build({
  entryPoints: { main: 'src/main.ts', child: 'src/child/main.ts', model: 'src/scoring/apart/main.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: true,
  plugins: [externalPackages],
  logLevel: 'warning',
});
await buildDebug();
await writeFile('dist/code-hashes.json', `${JSON.stringify(await hashStepTypes(), null, 2)}\n`);
