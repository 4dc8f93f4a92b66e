import { fileURLToPath } from 'node:url';
import type { Capsule } from './capsule';

/** Variable that hands a step that reads from outside its secret. */
export const secretVariable = 'MILLRACE_STEP_SECRET';

/** `README.txt`: what lies in the folder of a capsule and what to do with it. */
export function readmeText(capsule: Capsule, o: { folder: string; program: string }): string {
  const { request, end, mayDiffer, executor } = capsule;
  const { title, type } = request.spec;
  const again = (verb: string) => `  node "${o.program}" ${verb} "${o.folder}"`;
  return [
    `“${title}” (${type}) of run ${capsule.run}, as it was executed`,
    `Name: ${capsule.id}`,
    `It ${endInWords(end)}`,
    '',
    'request.json   settings after all defaults of the run, seed, limits, where each input lies, and how it ended',
    'inputs/        what it read, one file for each content, read-only',
    'work/          what the last execution here wrote',
    '',
    'Look into it with a debugger: start this, then attach (in VS Code open this folder and press F5).',
    again('inspect'),
    `A breakpoint belongs into ${executor}`,
    '',
    'Execute it without a debugger and hold the result against that of the run:',
    again('run'),
    '',
    'After a change of the code, or to fetch it anew (in the folder of Millrace):',
    `  npm run millrace -- debug ${capsule.id}`,
    '',
    ...codeLines(capsule),
    ...(mayDiffer === null ? ['The same code makes the same bytes.'] : [`It may end otherwise here. ${mayDiffer}`]),
    ...secretLines(capsule),
    'Nothing it does here reaches the installation: what it would register, publish or deploy is not done.',
    'The folder holds data of the project. Delete it when you are done; nothing else knows of it.',
    '',
  ].join('\n');
}

function endInWords(end: Capsule['end']): string {
  switch (end.outcome) {
    case 'succeeded':
      return `ended well and made ${end.outputs.length === 1 ? '1 output' : `${end.outputs.length} outputs`}.`;
    case 'failed':
      return `failed with ${end.code}: ${end.message}`;
    case 'open':
      return `did not end by itself (${end.status}).`;
  }
}

/** Whether the code, Node and the machine are those of the run. */
export function codeLines({ environment }: Pick<Capsule, 'environment'>): string[] {
  const { before, now, code } = environment;
  const lines: string[] = [];
  if (code.before === null) lines.push('Which code executed it is not known.');
  else if (code.before === code.now) lines.push('Its code is the same as in the run.');
  else lines.push('Its code (or the major version of Node) has changed since the run: other bytes may come out.');
  if (before !== null && (before.node !== now.node || before.platform !== now.platform))
    lines.push(`It ran on Node ${before.node}, ${before.platform}; here it is Node ${now.node}, ${now.platform}.`);
  return lines;
}

function secretLines({ outside }: Capsule): string[] {
  if (outside === null || outside.secret === null) return [];
  return [
    `Its secret “${outside.secret}” is not in here. Set ${secretVariable} to its value for the commands above; it is kept nowhere.`,
  ];
}

/** `.vscode/launch.json`: attaches to the waiting step. */
export function launchText(o: { port: number; worker: URL }): string {
  const worker = fileURLToPath(o.worker).replaceAll('\\', '/').replace(/\/$/, '');
  const attach = {
    name: 'Debug this step',
    type: 'node',
    request: 'attach',
    address: '127.0.0.1',
    port: o.port,
    sourceMaps: true,
    outFiles: [`${worker}/dist/*.mjs`],
    resolveSourceMapLocations: [`${worker}/**`, '!**/node_modules/**'],
    skipFiles: ['<node_internals>/**'],
  };
  return `${JSON.stringify({ version: '0.2.0', configurations: [attach] }, null, 2)}\n`;
}
