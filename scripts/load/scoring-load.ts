import { z } from 'zod';
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

const emptyServerSchema = z.object({ url: z.string() });

/** Node's server answering a constant, on the first core: how long that takes is hardly more than sender and machine take. */
export async function openEmptyServer(): Promise<{ url: string; close(): Promise<void> }> {
  const program = startProgram(...onCore(0, process.execPath, [await bundleProgram('scripts/load/empty-server.ts')]));
  const { url } = await program.ask(emptyServerSchema, {});
  return { url, close: () => program.close() };
}
