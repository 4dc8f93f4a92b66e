import type { Edge, PipelineDocument, Step } from '@millrace/pipeline-core/document';
import { type EdgeId, edgeIdSchema, type StepId, stepIdSchema } from '@millrace/pipeline-core/ids';
import { findContract, getContract } from '@millrace/pipeline-core/steps';
import { checkConnection } from '@millrace/pipeline-core/validate';

export type End = { step: StepId; port: string };
export type Link = { from: End; to: End; replaces: EdgeId[] };

/** A step with the settings given, else those its contract starts with, not yet in a drawing. */
export function makeStep(o: {
  id: string;
  type: string;
  position: { x: number; y: number };
  params?: Step['params'] | undefined;
}): Step {
  const { type, version, initial = {} } = getContract(o.type);
  const position = { x: Math.round(o.position.x), y: Math.round(o.position.y) };
  const params = o.params ?? initial;
  return { id: stepIdSchema.parse(o.id), type, version, title: '', params, position, disabled: false };
}

export function withStep(document: PipelineDocument, step: Step): PipelineDocument {
  return { ...document, steps: { ...document.steps, [step.id]: step } };
}

/** Every way to connect an output of one step (or one port of it) to an input of another. */
export function linksBetween(
  document: PipelineDocument,
  o: { from: StepId; to: StepId; output?: string | undefined; input?: string | undefined },
): Link[] {
  const [source, target] = [document.steps[o.from], document.steps[o.to]];
  const outputs = Object.keys((source && findContract(source.type)?.outputs) ?? {});
  const inputs = Object.keys((target && findContract(target.type)?.inputs) ?? {});
  return outputs
    .filter((port) => o.output === undefined || port === o.output)
    .flatMap((output) =>
      inputs
        .filter((port) => o.input === undefined || port === o.input)
        .flatMap((input): Link[] => {
          const link = { from: { step: o.from, port: output }, to: { step: o.to, port: input } };
          const check = checkConnection(document, link.from, link.to);
          return check.ok ? [{ ...link, replaces: check.replaces }] : [];
        }),
    );
}

/** Links from one step that fill different free inputs of another: what "connect them" means when nothing is said. */
export function obviousLinks(document: PipelineDocument, from: StepId, to: StepId): Link[] {
  const links = linksBetween(document, { from, to }).filter((link) => link.replaces.length === 0);
  const taken = { inputs: new Set<string>(), outputs: new Set<string>() };
  const kept = links.filter(({ from: out, to: into }) => {
    if (taken.inputs.has(into.port) || taken.outputs.has(out.port)) return false;
    taken.inputs.add(into.port);
    taken.outputs.add(out.port);
    return true;
  });
  const perInput = new Map<string, number>();
  for (const { to: into } of links) perInput.set(into.port, (perInput.get(into.port) ?? 0) + 1);
  // Two outputs that fit the same input are a question, not an answer.
  return kept.filter(({ to: into }) => perInput.get(into.port) === 1);
}

export function toEdge(link: Pick<Link, 'from' | 'to'>, id: string): Edge {
  return { id: edgeIdSchema.parse(id), from: link.from, to: link.to };
}

/** The input ports that an output may go to (or the outputs an input may come from), as `step:port`. */
export function fittingPorts(document: PipelineDocument, end: End & { side: 'in' | 'out' }): Set<string> {
  const fits = new Set<string>();
  for (const step of Object.values(document.steps)) {
    const contract = findContract(step.type);
    const ports = Object.keys((end.side === 'out' ? contract?.inputs : contract?.outputs) ?? {});
    for (const port of ports) {
      const other = { step: step.id, port };
      const [from, to] = end.side === 'out' ? [end, other] : [other, end];
      if (checkConnection(document, from, to).ok) fits.add(`${step.id}:${port}`);
    }
  }
  return fits;
}

/** Lines that begin or end at a step. */
export function linesOf(document: PipelineDocument, step: string): Edge[] {
  return Object.values(document.edges).filter(({ from, to }) => from.step === step || to.step === step);
}
