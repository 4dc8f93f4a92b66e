/** Writes `export.mjs`, `export-server.mjs` and `export-licenses.txt` into a folder, `dist` unless told otherwise. */
export function buildExport(outdir?: string): Promise<void>;
/** The server alone; `inputs` are the files it was made of, by their paths from the root. */
export function buildServer(outfile: string): Promise<{ inputs: string[]; licenses: string }>;
