import { startProgram } from '../bench/program';
import { bundleProgram } from '../bundle-program';
import { type LoadReport, type LoadRequest, loadReportSchema } from './load-shapes';
import { onCore } from './pinned';

export type ScoringLoad = { send(load: LoadRequest): Promise<LoadReport>; close(): Promise<void> };

/** The program that sends, on the last of two cores; it ends with this process. */
export async function openScoringLoad(): Promise<ScoringLoad> {
  const program = startProgram(...onCore(1, process.execPath, [await bundleProgram('scripts/load/open-loop.ts')]));
  return { send: (load) => program.ask(loadReportSchema, load), close: () => program.close() };
}
