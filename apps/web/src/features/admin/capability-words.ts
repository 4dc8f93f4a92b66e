import { type Capabilities, hasGpu, whyNoGpu } from '@millrace/pipeline-core/workers';
import { formatBytes } from '../../lib/format-bytes';
import { formatCount } from '../../lib/format-number';

/** The finding of the page: how many of the workers at work can compute on a graphics card. */
export function capabilitySentence(workers: readonly { can: Capabilities | null }[]): string {
  if (workers.length === 0) return 'No worker is running: what the machine can do is looked up when one starts.';
  const able = workers.filter(({ can }) => can !== null && hasGpu(can)).length;
  if (able > 0) return `${able} of ${formatCount(workers.length, 'worker')} can compute on a graphics card.`;
  return workers.length === 1
    ? 'The worker computes on processors.'
    : `All ${formatCount(workers.length, 'worker')} compute on processors.`;
}

/** An environment with the packages that steps ask for. */
function pythonWords({ name, version, packages }: Capabilities['python'][number]): string {
  const found = Object.entries(packages).map(([title, of]) => `${title} ${of}`);
  return `Python ${version} (${name})${found.length === 0 ? '' : ` with ${found.join(', ')}`}`;
}

/** What a worker has, beside its engines: short facts, then sentences on what it lacks. */
export function machineFacts(can: Capabilities): { facts: string[]; notes: string[] } {
  const card = can.gpu === null ? [] : [can.gpu.adapter];
  const environments = can.python.map(pythonWords);
  const facts = [formatCount(can.cores, 'core'), `${formatBytes(can.memoryBytes)} of memory`, ...card, ...environments];
  const notes = [
    whyNoGpu(can),
    can.python.length > 0
      ? null
      : 'This worker has no Python environment it may use, so steps that need one go to other workers.',
    ...(can.pythonWhy ?? []),
    can.fence === 'namespaces' && can.python.length > 0
      ? 'Python code runs without network, and sees no file but its own folder and its environment.'
      : null,
    can.capsMemory
      ? null
      : 'The operating system does not cap the memory of steps here: on Linux, installing util-linux (prlimit) mends that.',
  ];
  return { facts, notes: notes.filter((note) => note !== null) };
}
