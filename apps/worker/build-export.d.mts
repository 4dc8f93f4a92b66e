/** Writes the programs and licences of an export into a folder, `dist` unless told otherwise. */
export function buildExport(outdir?: string): Promise<void>;
/** What a program was made of: files by their paths from the root, and the licences of their packages. */
type MadeOf = { inputs: string[]; licenses: string };
/** The server alone. */
export function buildServer(outfile: string): Promise<MadeOf>;
/** The program of a model in ONNX alone. */
export function buildModel(outfile: string): Promise<MadeOf>;
