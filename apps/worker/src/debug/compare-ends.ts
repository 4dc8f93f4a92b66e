import type { HashedOutput, StepEnd } from './capsule';

export type Comparison = { same: boolean; lines: string[] };

/** How a step ended here against how it ended in its run: one line for each output, up to the first that differs. */
export function compareEnds(then: StepEnd, now: Exclude<StepEnd, { outcome: 'open' }>): Comparison {
  if (then.outcome === 'open')
    return {
      same: true,
      lines: [`It did not end in its run (${then.status}), so there is nothing to compare.`, ...told(now)],
    };
  if (then.outcome === 'failed' && now.outcome === 'failed') {
    if (then.code === now.code) return { same: true, lines: [`same error ${now.code}`, `  ${now.message}`] };
    return {
      same: false,
      lines: [`another error: the run ended with ${then.code}, here it is ${now.code}`, `  ${now.message}`],
    };
  }
  if (then.outcome === 'failed')
    return { same: false, lines: [`no error here; the run ended with ${then.code}`, ...told(now)] };
  if (now.outcome === 'failed')
    return { same: false, lines: [`error ${now.code} here; in the run it ended well`, `  ${now.message}`] };
  return compareOutputs(then.outputs, now.outputs);
}

function told(now: Exclude<StepEnd, { outcome: 'open' }>): string[] {
  if (now.outcome === 'failed') return [`error ${now.code}`, `  ${now.message}`];
  return now.outputs.map(({ port, hash, bytes }) => `made        ${row(port, hash, bytes)}`);
}

function compareOutputs(then: readonly HashedOutput[], now: readonly HashedOutput[]): Comparison {
  const before = new Map(then.map(({ port, hash }) => [port, hash]));
  const after = new Map(now.map((output) => [output.port, output]));
  const lines: string[] = [];
  for (const port of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const [was, is] = [before.get(port), after.get(port)];
    if (was === undefined || is === undefined || was !== is.hash) {
      lines.push(`differs     ${port}: ${was ?? 'nothing'} in the run, ${is?.hash ?? 'nothing'} here`);
      return { same: false, lines };
    }
    lines.push(`same bytes  ${row(port, is.hash, is.bytes)}`);
  }
  return { same: true, lines };
}

function row(port: string, hash: string, bytes: number): string {
  return `${port.padEnd(16)} ${hash.slice(0, 16)}  ${bytes.toLocaleString('en')} bytes`;
}
