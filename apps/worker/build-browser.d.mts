/** Bundles the program of the Web Worker; `inputs` are the files it was made of, by their paths from the root. */
export function buildBrowser(outfile?: string): Promise<{ inputs: string[] }>;
