import type { Edge, PipelineDocument, Step } from '../document/pipeline-document';
import { descendants } from '../graph/descendants';
import { graphOf } from '../graph/graph';
import type { EdgeId, StepId } from '../ids';
import { type Compatibility, isCompatible } from '../schema/is-compatible';
import { type PortType, portTypeSchema } from '../schema/port-type';
import { findContract } from '../steps/catalog';
import type { Issue } from './issue';
import { stepTitle } from './step-title';

type End = { step: StepId; port: string };

/** Whether a new line may be drawn, with the reason when not, and the lines it would take the place of. */
export type ConnectionCheck = (Compatibility & { ok: false }) | { ok: true; replaces: EdgeId[] };

/** The check behind a connection while it is drawn. An input for one line lets the new one take the place of the old. */
export function checkConnection(document: PipelineDocument, from: End, to: End): ConnectionCheck {
  const [source, target] = [document.steps[from.step], document.steps[to.step]];
  if (source === undefined || target === undefined)
    return { ok: false, reason: 'One of the two steps is no longer there.' };
  if (from.step === to.step) return { ok: false, reason: 'A step cannot feed itself.' };
  const input = findContract(target.type)?.inputs[to.port];
  if (input === undefined) return { ok: false, reason: `${stepTitle(target)} has no input \`${to.port}\`.` };
  const type = outputType(document, source, from.port);
  if (type === null) return { ok: false, reason: `${stepTitle(source)} has no output \`${from.port}\`.` };
  const compatible = isCompatible(type, portTypeSchema.parse(input.type));
  if (!compatible.ok) return compatible;
  if (descendants(graphOf(document), [to.step]).has(from.step)) {
    return {
      ok: false,
      reason: `${stepTitle(source)} already waits for ${stepTitle(target)}: the line would close a circle.`,
    };
  }
  const into = Object.values(document.edges).filter((edge) => edge.to.step === to.step && edge.to.port === to.port);
  if (into.some((edge) => edge.from.step === from.step && edge.from.port === from.port))
    return { ok: false, reason: 'These two are connected already.' };
  return { ok: true, replaces: input.many === true ? [] : into.map((edge) => edge.id) };
}

/** Type of an output: `as:` outputs have the type of what is connected, Table while nothing is. Null for a port that is not there. */
export function outputType(
  document: PipelineDocument,
  step: Step,
  port: string,
  seen: ReadonlySet<string> = new Set(),
): PortType | null {
  const contract = findContract(step.type);
  const type = contract?.outputs[port]?.type;
  if (contract === undefined || type === undefined) return null;
  if (!type.startsWith('as:')) return portTypeSchema.parse(type);
  const input = type.slice(3);
  const own = portTypeSchema.catch('Any').parse(contract.inputs[input]?.type);
  const edge = Object.values(document.edges).find(
    (candidate) => candidate.to.step === step.id && candidate.to.port === input,
  );
  const source = edge === undefined ? undefined : document.steps[edge.from.step];
  if (edge === undefined || source === undefined || seen.has(step.id)) return own;
  return outputType(document, source, edge.from.port, new Set([...seen, step.id])) ?? own;
}

/** Issues of the lines that are there: ends that are gone, types that do not fit, two lines where one may be. */
export function checkConnections(document: PipelineDocument, scope?: ReadonlySet<StepId>): Issue[] {
  const taken = new Set<string>();
  return Object.values(document.edges)
    .filter((edge) => scope === undefined || scope.has(edge.to.step))
    .flatMap((edge) => {
      const reason = refusal(document, edge, taken);
      return reason === null ? [] : [issueOf(document, edge, reason)];
    });
}

function refusal(document: PipelineDocument, edge: Edge, taken: Set<string>): (Compatibility & { ok: false }) | null {
  const [source, target] = [document.steps[edge.from.step], document.steps[edge.to.step]];
  if (source === undefined || target === undefined)
    return { ok: false, reason: 'One end of this line is no longer there. Remove the line.' };
  const [from, to] = [findContract(source.type), findContract(target.type)];
  if (from === undefined || to === undefined) return null;
  const input = to.inputs[edge.to.port];
  if (input === undefined)
    return { ok: false, reason: `${stepTitle(target)} has no input \`${edge.to.port}\`. Remove the line.` };
  const type = outputType(document, source, edge.from.port);
  if (type === null)
    return { ok: false, reason: `${stepTitle(source)} has no output \`${edge.from.port}\`. Remove the line.` };
  const key = `${edge.to.step}:${edge.to.port}`;
  if (input.many !== true && taken.has(key))
    return { ok: false, reason: `${stepTitle(target)} takes one line at ${input.title}, not several. Remove one.` };
  taken.add(key);
  const compatible = isCompatible(type, portTypeSchema.parse(input.type));
  return compatible.ok ? null : compatible;
}

function issueOf(document: PipelineDocument, edge: Edge, refused: Compatibility & { ok: false }): Issue {
  const target = document.steps[edge.to.step];
  const titles = [document.steps[edge.from.step], target].map((step) => (step === undefined ? '?' : stepTitle(step)));
  return {
    code: 'connection',
    severity: 'error',
    ...(target === undefined ? {} : { step: target.id, port: edge.to.port }),
    edge: edge.id,
    message: `${titles.join(' → ')}: ${refused.reason}`,
    ...(refused.converter === undefined ? {} : { fix: refused.converter }),
  };
}
