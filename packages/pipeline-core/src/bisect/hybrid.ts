import type { PipelineDocument, Step } from '../document/pipeline-document';
import { drawingUpTo } from '../graph/drawing-up-to';
import type { StepId } from '../ids';
import type { JsonObject } from '../json';
import type { ResolvedReference } from '../run/run-spec';
import { type BisectSide, type ByStep, referencesOf } from './bisect-side';
import type { Difference } from './difference';
import { withinReach } from './within-reach';

/** Which differences are switched on, and which seed: 0 is the one of the runs, 1, 2, … are others, to see what chance does. */
export type Probe = { on: readonly string[]; repeat: number };

/** What a hybrid run executes, and what its steps read from outside, whatever is there by now. */
export type Hybrid = { document: PipelineDocument; references: ByStep<ResolvedReference> };

/** The good run, up to the judging step, with some of the differences to the bad one switched on. */
export function hybridOf(o: {
  good: BisectSide;
  bad: BisectSide;
  step: StepId;
  differences: readonly Difference[];
  probe: Probe;
}): Hybrid {
  const { good, bad, probe } = o;
  const on = o.differences.filter(({ id }) => probe.on.includes(id));
  const drawings = on.toSorted((a, b) => orderOf(a) - orderOf(b));
  const document = drawings.reduce(switchOn, withinReach(good.document, bad.document, o.step));
  const [ofGood, ofBad] = [referencesOf(good), referencesOf(bad)];
  const fromBad = new Set<string>(
    on.flatMap(({ change }) => {
      if (change.kind === 'data') return [change.step];
      return change.kind === 'drawing' ? change.steps.map(({ id }) => id) : [];
    }),
  );
  const references = Object.keys(document.steps).flatMap((id) => {
    const read = fromBad.has(id) ? (ofBad[id] ?? ofGood[id]) : (ofGood[id] ?? ofBad[id]);
    return read === undefined ? [] : [[id, read] as const];
  });
  const seeded = { ...document, seed: document.seed + probe.repeat };
  return { document: drawingUpTo(seeded, o.step), references: Object.fromEntries(references) };
}

/** One difference of a drawing made good: its setting, lines or steps as they were in the good run. */
export function takeBack(document: PipelineDocument, difference: Difference): PipelineDocument {
  return switchOn(document, { ...difference, change: inverted(difference.change) });
}

/** Drawings first: a setting is of a step that must be there. */
function orderOf({ change }: Difference): number {
  return change.kind === 'drawing' ? 0 : 1;
}

function switchOn(document: PipelineDocument, { change }: Difference): PipelineDocument {
  switch (change.kind) {
    case 'seed':
      return { ...document, seed: change.after };
    case 'parameter':
      return withSettings(document, change.step, [change.setting]);
    case 'data':
      return withSettings(document, change.step, change.settings);
    case 'drawing':
      return redrawn(document, change);
  }
}

type Change<K extends Difference['change']['kind']> = Extract<Difference['change'], { kind: K }>;

function withSettings(
  document: PipelineDocument,
  id: StepId,
  settings: readonly Change<'parameter'>['setting'][],
): PipelineDocument {
  const step = document.steps[id];
  if (step === undefined) return document;
  const params: JsonObject = { ...step.params };
  for (const { name, after } of settings) {
    if (after === undefined) delete params[name];
    else params[name] = after;
  }
  return { ...document, steps: { ...document.steps, [id]: { ...step, params } } };
}

function redrawn(document: PipelineDocument, { steps, edges }: Change<'drawing'>): PipelineDocument {
  const gone = new Set<string>(steps.flatMap(({ id, after }) => (after === null ? [id] : [])));
  const added: [string, Step][] = steps.flatMap(({ id, after }) => (after === null ? [] : [[id, after]]));
  const kept = Object.entries(document.steps).filter(([id]) => !gone.has(id));
  const off = new Set(edges.before.map(endsOf));
  const all = Object.fromEntries([...kept, ...added]);
  const lines = [...Object.values(document.edges).filter((edge) => !off.has(endsOf(edge))), ...edges.after];
  const whole = lines.filter(({ from, to }) => all[from.step] !== undefined && all[to.step] !== undefined);
  return { ...document, steps: all, edges: Object.fromEntries(whole.map((edge) => [edge.id, edge])) };
}

function endsOf({ from, to }: { from: { step: string; port: string }; to: { step: string; port: string } }): string {
  return `${from.step}.${from.port} ${to.step}.${to.port}`;
}

function inverted(change: Difference['change']): Difference['change'] {
  const swapped = ({ name, before, after }: Change<'parameter'>['setting']) => ({
    name,
    ...(after === undefined ? {} : { before: after }),
    ...(before === undefined ? {} : { after: before }),
  });
  switch (change.kind) {
    case 'seed':
      return { ...change, before: change.after, after: change.before };
    case 'parameter':
      return { ...change, setting: swapped(change.setting) };
    case 'data':
      return { ...change, settings: change.settings.map(swapped) };
    case 'drawing':
      return {
        kind: 'drawing',
        steps: change.steps.map(({ id, before, after }) => ({ id, before: after, after: before })),
        edges: { before: change.edges.after, after: change.edges.before },
      };
  }
}
