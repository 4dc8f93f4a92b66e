import type { PipelineDocument, Step } from '../document/pipeline-document';
import type { ArtifactHash, StepId } from '../ids';
import type { JsonObject } from '../json';
import { seedOf } from '../plan/build-specs';
import type { PlanRunOptions } from '../plan/plan-types';
import { getContract } from '../steps/catalog';
import type { StepContract } from '../steps/define-step';
import { checkParams } from '../validate/check-params';
import { effectiveInputs, type Source } from '../validate/effective-inputs';
import { stepTitle } from '../validate/step-title';
import type { PreviewHelp } from './preview-answer';
import { mostPreviewSteps, type PreviewInput, type PreviewRequest, type PreviewStep } from './preview-request';
import { holdsRows, previewWay } from './preview-way';

export type PreviewPlanOptions = Pick<PlanRunOptions, 'references' | 'gone'> & {
  document: PipelineDocument;
  /** The output to look at. Its step is computed, whatever `outputs` says of it. */
  show: Source;
  /**
   * What runs have made and is still there, by step and port (`table`, `table.meta`), of steps that are drawn as they were
   * then, and those before them: of the others it is older than the drawing.
   */
  outputs: Readonly<Record<string, Readonly<Record<string, ArtifactHash>>>>;
};

/** What to ask the data service, but for the number of rows; or which step is in the way, why, and what helps. */
export type PreviewPlan =
  | { ok: true; request: Omit<PreviewRequest, 'rows'> }
  | { ok: false; step: StepId; reason: string; helps: PreviewHelp };

type Refused = Extract<PreviewPlan, { ok: false }>;

/** `steps` in the order they were finished, which is one they can be executed in; `open` are those on the way here. */
type Walk = PreviewPlanOptions & { steps: Map<StepId, PreviewStep>; open: Set<StepId> };

/**
 * The steps to execute for rows of an output that no run has made:
 * 1. Take the step to show.
 * 2. For each of its inputs, where it really comes from (disabled steps hand on what goes in).
 * 3. What is there already is read. Of the others go on with the step that makes it.
 * 4. Steps without inputs start the preview: a dataset with the batch it names.
 */
export function planPreview(options: PreviewPlanOptions): PreviewPlan {
  const walk: Walk = { ...options, steps: new Map(), open: new Set() };
  const refused = addStep(walk, options.show);
  return refused ?? { ok: true, request: { steps: [...walk.steps.values()], show: options.show } };
}

function addStep(walk: Walk, { step: id, port }: Source): Refused | null {
  const refuse = (reason: string, helps: PreviewHelp = 'run'): Refused => ({ ok: false, step: id, reason, helps });
  const step = walk.document.steps[id];
  if (step === undefined) return refuse('This step is no longer in the drawing.');
  const title = stepTitle(step);
  if (walk.open.has(id)) return refuse(`${title} waits for itself. Remove a line of the circle.`, 'line');
  const facts = factsOf(walk, step, port);
  if (!facts.ok) return refuse(facts.reason, facts.helps);
  if (walk.steps.has(id)) return null;
  if (walk.steps.size + walk.open.size >= mostPreviewSteps) {
    return refuse(`More than ${mostPreviewSteps} steps before it have not run. Run the pipeline to one of them first.`);
  }
  const resolved = effectiveInputs(walk.document, step);
  if (!resolved.ok) {
    const by = walk.document.steps[resolved.blockedBy];
    if (by === undefined) return refuse(`A step before ${title} is gone. Draw a line to it.`, 'line');
    return { ...refuse(`${stepTitle(by)} is disabled and hands nothing on.`, 'settings'), step: by.id };
  }
  walk.open.add(id);
  const inputs = inputsOf(walk, facts.contract, resolved.inputs);
  if (!inputs.ok) return inputs;
  walk.open.delete(id);
  const { type, version } = facts.contract;
  const seed = seedOf(walk.document.seed, id, facts.params);
  const references = { ...walk.references[id] };
  walk.steps.set(id, { id, title, type, version, params: facts.params, seed, inputs: inputs.value, references });
  const empty = emptyInput(facts.contract, inputs.value);
  if (empty === null) return null;
  return refuse(`Nothing is connected to the input ${empty} of ${title}. Draw a line to it.`, 'line');
}

type Facts =
  | { ok: true; contract: StepContract; params: JsonObject }
  | { ok: false; reason: string; helps: PreviewHelp };

/** What can be told of a step by itself. */
function factsOf(walk: Walk, step: Step, port: string): Facts {
  const title = stepTitle(step);
  const way = previewWay(step.type);
  if (!way.ok) return { ...way, helps: 'run' };
  const contract = getContract(step.type);
  const refuse = (reason: string, helps: PreviewHelp): Facts => ({ ok: false, reason, helps });
  if (step.version > contract.version) return refuse(`${title} is newer than this Millrace.`, 'run');
  if (step.disabled) return refuse(`${title} is disabled. Enable it to see its rows.`, 'settings');
  if (!holdsRows(contract, port))
    return refuse(`The output ${contract.outputs[port]?.title ?? port} of ${title} holds no rows.`, 'run');
  const checked = checkParams(step);
  if (!checked.ok) return refuse(checked.issues[0]?.message ?? `${title} has wrong settings.`, 'settings');
  const lacking = (contract.references?.(contract.params.parse(step.params)) ?? []).find(
    ({ name }) => walk.references[step.id]?.[name] === undefined,
  );
  if (lacking === undefined) return { ok: true, contract, params: checked.params };
  const why = walk.gone?.[step.id]?.[lacking.name] ?? 'what it names is not there';
  return refuse(`${title}: ${why}. Choose another one.`, 'settings');
}

function inputsOf(
  walk: Walk,
  contract: StepContract,
  sources: Readonly<Record<string, readonly Source[]>>,
): { ok: true; value: PreviewStep['inputs'] } | Refused {
  const value: PreviewStep['inputs'] = {};
  for (const port of Object.keys(contract.inputs)) {
    const found: PreviewInput[] = [];
    for (const source of sources[port] ?? []) {
      const artifacts = artifactsOf(walk, source);
      const refused = artifacts === null ? addStep(walk, source) : null;
      if (refused !== null) return refused;
      found.push(artifacts === null ? { from: source } : { title: nameOf(walk, source.step), artifacts });
    }
    value[port] = found;
  }
  return { ok: true, value };
}

/** What a run has made at a port: the artifact and what belongs to it, but for where its rows came from. */
function artifactsOf({ outputs }: Walk, { step, port }: Source): Record<string, ArtifactHash> | null {
  const made = Object.entries(outputs[step] ?? {}).filter(
    ([name]) => name === port || (name.startsWith(`${port}.`) && !name.endsWith('.origin')),
  );
  return made.some(([name]) => name === port) ? Object.fromEntries(made) : null;
}

function emptyInput({ inputs }: StepContract, connected: PreviewStep['inputs']): string | null {
  const empty = Object.entries(inputs).find(
    ([port, { optional }]) => optional !== true && (connected[port]?.length ?? 0) === 0,
  );
  return empty?.[1].title ?? null;
}

function nameOf({ document }: Walk, id: StepId): string {
  const step = document.steps[id];
  return step === undefined ? 'A step that is gone' : stepTitle(step);
}
