/** Bundles `debug.mjs` and `debug-child.mjs` into a folder, that of the build where none is named. */
export function buildDebug(outdir?: string): Promise<void>;
