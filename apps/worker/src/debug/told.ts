import { join } from 'node:path';
import type { ChildArtifact } from '../child/protocol';
import type { Capsule } from './capsule';
import { codeLines } from './capsule-texts';

/** What was fetched, for the terminal. */
export function summary(capsule: Capsule, folder: string): string[] {
  const { request, run, mayDiffer } = capsule;
  const files = new Set(artifactsOf(capsule).flatMap(({ path }) => path ?? []));
  return [
    `“${request.spec.title}” (${request.spec.type}) of run ${run}: ${files.size === 1 ? '1 input file' : `${files.size} input files`}, seed ${request.spec.seed}`,
    `in ${folder}`,
    ...codeLines(capsule),
    ...(mayDiffer === null ? [] : [`This step is not repeatable. ${mayDiffer}`]),
  ];
}

function artifactsOf({ request }: Capsule): ChildArtifact[] {
  const inputs = Object.values(request.inputs).flatMap((connections) =>
    connections.flatMap(({ artifacts }) => artifacts),
  );
  return [...inputs, ...Object.values(request.references).flat()];
}

/** How a debugger gets at the waiting step. */
export function howToAttach(capsule: Capsule, { folder, port }: { folder: string; port: number }): string[] {
  return [
    '',
    `The step waits at its first line for a debugger on 127.0.0.1:${port}.`,
    `  VS Code    code "${folder}" "${capsule.executor}", set a breakpoint, press F5 ("Debug this step")`,
    '  Chrome     chrome://inspect',
    `  terminal   node inspect 127.0.0.1:${port}`,
    `What it writes is in ${join(folder, 'work')}. Ctrl-C ends it.`,
    '',
  ];
}
