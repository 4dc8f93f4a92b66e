import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The folder of the repository, whatever the working directory is. */
export const REPOSITORY_ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
export const MIGRATIONS_FOLDER = path.join(REPOSITORY_ROOT, 'prisma', 'migrations');

/** For `node --import`: the process ends with the one that started it, which names itself in MILLRACE_PARENT. */
export const DIE_WITH_PARENT = pathToFileURL(path.join(REPOSITORY_ROOT, 'scripts', 'die-with-parent.mjs')).href;
