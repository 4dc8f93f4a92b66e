import type { ArtifactHash } from '../ids';
import { isDrawn, type RunSpec } from '../run/run-spec';
import { findContract } from '../steps/catalog';
import type { StepContract } from '../steps/define-step';

/** How the rows of a port came about from those of an input: kept with their numbers, numbered anew, or nobody knows. */
export type RowLink = {
  /** The port they came from. */
  from: string;
  /** The input it is connected to; one of many is `<input>.<place>`. */
  input: string;
  how: 'kept' | 'origin' | 'unknown';
};

/** An output of a run that holds rows. `key` names it within the run. */
export type RowPort = {
  key: string;
  idx: number;
  step: string;
  title: string;
  type: string;
  port: string;
  portTitle: string;
  table: ArtifactHash;
  origin: ArtifactHash | null;
  links: readonly RowLink[];
  /** Why its rows cannot be followed to where they came from. */
  untraceable: string | null;
  /** Why a row of this input is not among its rows. */
  why(input: string): string;
};

type FollowedStep = {
  idx: number;
  spec: Pick<RunSpec, 'step' | 'title' | 'type' | 'params' | 'inputs' | 'fold' | 'trial' | 'inside'>;
};
type FollowedOutput = { idx: number; port: string; artifact: { hash: ArtifactHash; kind: string } };

/**
 * The ports of a run that hold rows, in the order of the drawing. Steps of single folds and trials are left out: the
 * drawing has one step for all of them, which runs on all train rows as well.
 */
export function rowPorts(run: { steps: readonly FollowedStep[]; outputs: readonly FollowedOutput[] }): RowPort[] {
  const files = new Map(run.outputs.map((output) => [keyOf(output.idx, output.port), output.artifact]));
  const isTable = (idx: number, port: string) => files.get(keyOf(idx, `${port}.meta`))?.kind === 'table-meta';
  const drawn = run.steps.filter(({ spec }) => isDrawn(spec)).sort((a, b) => a.idx - b.idx);
  return drawn.flatMap(({ idx, spec }) => {
    const contract = findContract(spec.type);
    const made = run.outputs.filter((output) => output.idx === idx && isTable(idx, output.port));
    return made.map(({ port, artifact }): RowPort => {
      const origin = files.get(keyOf(idx, `${port}.origin`))?.hash ?? null;
      const { step, title, type, params } = spec;
      return {
        key: keyOf(idx, port),
        ...{ idx, step, title, type, port },
        portTitle: contract?.outputs[port]?.title ?? port,
        table: artifact.hash,
        origin,
        links: contract === undefined ? [] : linksOf({ contract, port, origin, inputs: spec.inputs, isTable }),
        untraceable: contract?.untraceable ?? null,
        why: (input) => (contract === undefined ? `${type} does not hand it on.` : whyIn(contract, params, input)),
      };
    });
  });
}

export function keyOf(idx: number, port: string): string {
  return `${idx}:${port}`;
}

/** With an origin every input has part in the rows; without one they are the rows of the input they go through. */
function linksOf(o: {
  contract: StepContract;
  port: string;
  origin: ArtifactHash | null;
  inputs: RunSpec['inputs'];
  isTable(idx: number, port: string): boolean;
}): RowLink[] {
  const { contract, origin } = o;
  const how = contract.untraceable === undefined ? (origin === null ? 'kept' : 'origin') : 'unknown';
  const all = Object.entries(o.inputs).flatMap(([input, sources]) =>
    sources.flatMap((source, at): (RowLink & { name: string })[] => {
      if (!o.isTable(source.idx, source.port) || contract.inputs[input] === undefined) return [];
      const numbered = contract.inputs[input].many === true ? `${input}.${at}` : input;
      return [{ name: input, from: keyOf(source.idx, source.port), input: numbered, how }];
    }),
  );
  const through = how === 'kept' ? throughInput(contract, o.port) : null;
  return all.filter(({ name }) => through === null || name === through).map(({ name: _, ...link }) => link);
}

/** The input whose rows an output holds: the one it takes its type from, else the first that takes a table. */
function throughInput(contract: StepContract, port: string): string | null {
  const type = contract.outputs[port]?.type ?? '';
  if (type.startsWith('as:')) return type.slice('as:'.length);
  return (
    Object.entries(contract.inputs).find(([, input]) => input.type === 'Table' || input.type === 'Split')?.[0] ?? null
  );
}

function whyIn(contract: StepContract, params: RunSpec['params'], input: string): string {
  const parsed = contract.params.safeParse(params);
  const why = parsed.success ? contract.whyDropped?.(parsed.data, input.split('.')[0] ?? input) : undefined;
  return why ?? `${contract.title} does not hand it on.`;
}
