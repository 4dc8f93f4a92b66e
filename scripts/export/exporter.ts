import path from 'node:path';
import { runNode } from '../build';
import { REPOSITORY_ROOT } from '../root';

const WORKER = path.join(REPOSITORY_ROOT, 'apps', 'worker');

/** Bundles the server and the program that writes its folder from the sources as they are now. */
export async function buildExporter(): Promise<void> {
  const { code } = await runNode([path.join(WORKER, 'build-export.mjs')], { output: 'stderr' });
  if (code !== 0) throw new Error('The exported server does not build; the reason stands above.');
}

/** Writes the folder. @returns the exit code: 0 when its release answers as the workbench did */
export async function writeExport(o: {
  facts: string;
  bundle: string;
  folder: string;
  image?: string | undefined;
  featuresFromCaller: boolean;
}): Promise<number> {
  const { code } = await runNode([
    path.join(WORKER, 'dist', 'export.mjs'),
    ...['--facts', o.facts, '--bundle', o.bundle, '--to', o.folder],
    ...(o.image === undefined ? [] : ['--image', o.image]),
    ...(o.featuresFromCaller ? ['--features-from-caller'] : []),
  ]);
  return code;
}
