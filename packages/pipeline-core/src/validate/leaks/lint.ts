import type { PipelineDocument, Step } from '../../document/pipeline-document';
import { ancestors } from '../../graph/ancestors';
import { descendants } from '../../graph/descendants';
import { type Graph, graphOf } from '../../graph/graph';
import type { StepId } from '../../ids';
import type { JsonObject } from '../../json';
import type { TableFacts } from '../../profile/table-facts';
import type { Column, TableSchema } from '../../schema/table-schema';
import { findContract } from '../../steps/catalog';
import { featureColumns } from '../../steps/columns';
import type { SplitWay, StepContract } from '../../steps/define-step';
import { tableIn } from '../../steps/infer';
import { targetColumn } from '../../steps/target';
import type { Source } from '../effective-inputs';
import type { StepInference } from '../infer-schemas';
import type { ColumnTrace, TableTrace } from './trace/column-trace';
import { type Inputs, type Traces, traceColumns } from './trace/trace-columns';

/** A step whose settings are in order, with what its type says of itself. */
export type Place = { step: Step; contract: StepContract; params: JsonObject };

/** The table that arrives somewhere: its columns, and where they come from. */
export type Arriving = { source: Source; table: TableSchema; trace: TableTrace };

export type SplitPlace = Place & Arriving & { way: SplitWay };

/** A trainer with what it would learn from. */
export type TrainerPlace = Place & Arriving & { port: string; target: Column | null; features: Column[] };

export type LintOptions = {
  document: PipelineDocument;
  schemas: ReadonlyMap<StepId, StepInference>;
  /** What is known of the data behind the steps that read it: against each column that is predicted. */
  facts?: Readonly<Record<string, readonly TableFacts[]>>;
};

/** The drawing as the rules look at it. */
export type Lint = Required<LintOptions> & {
  traces: Traces;
  inputs: Inputs;
  places: readonly Place[];
  splits: readonly SplitPlace[];
  trainers: readonly TrainerPlace[];
  /** Steps nothing learns behind yet, with the features they make: what can be told early is told early. */
  drafts: readonly TrainerPlace[];
  /** Steps that depend on this one. */
  below(step: StepId): ReadonlySet<StepId>;
};

export function makeLint({ document, schemas, facts = {} }: LintOptions): Lint {
  const traced = traceColumns(document, schemas);
  const places = [...schemas.keys()].flatMap((id) => placeOf(document, id));
  const arrives = (step: StepId, port: string) => arriving({ schemas, ...traced }, step, port);
  const graph = graphOf(document);
  const trainers = places.flatMap((place) => trainerPlace(place, arrives));
  const learners = trainers.map(({ step }) => step.id);
  const learnedFrom = new Set([...learners, ...ancestors(graph, learners)]);
  return {
    document,
    schemas,
    facts,
    ...traced,
    places,
    splits: places.flatMap((place) => splitPlace(place, arrives)),
    trainers,
    drafts: places.flatMap((place) =>
      learnedFrom.has(place.step.id) ? [] : draftPlace(place, schemas, traced.traces),
    ),
    below: remembered(graph),
  };
}

/** The columns a step makes, as if a model learned from them. */
function draftPlace(place: Place, schemas: LintOptions['schemas'], traces: Traces): TrainerPlace[] {
  const { step } = place;
  return Object.entries(traces.get(step.id) ?? {}).flatMap(([port, trace]) => {
    const table = tableIn(schemas.get(step.id)?.outputs[port] ?? { kind: 'opaque' });
    if (table === null) return [];
    const target = targetColumn(table, '');
    const features = featureColumns(table).filter(
      ({ name }) =>
        name !== target?.name &&
        [...(trace.columns.get(name)?.uses.values() ?? [])].some(({ made }) => made?.step === step.id),
    );
    return features.length === 0
      ? []
      : [{ ...place, source: { step: step.id, port }, table, trace, port, target, features }];
  });
}

/** The first table at an input of a step. */
export function arriving(
  lint: Pick<Lint, 'schemas' | 'traces' | 'inputs'>,
  step: StepId,
  port: string,
): Arriving | null {
  const source = lint.inputs.get(step)?.[port]?.[0];
  const table = tableIn(lint.schemas.get(step)?.inputs[port]?.[0] ?? { kind: 'opaque' });
  const trace = source === undefined ? undefined : lint.traces.get(source.step)?.[source.port];
  return source === undefined || table === null || trace === undefined ? null : { source, table, trace };
}

type Arrives = (step: StepId, port: string) => Arriving | null;

function placeOf(document: PipelineDocument, id: StepId): Place[] {
  const step = document.steps[id];
  const contract = step === undefined ? undefined : findContract(step.type);
  if (step === undefined || contract === undefined || step.disabled) return [];
  const parsed = contract.params.safeParse(step.params);
  // Parameters come from a JSON document through the schema of the contract.
  return parsed.success ? [{ step, contract, params: parsed.data as JsonObject }] : [];
}

function splitPlace(place: Place, arrives: Arrives): SplitPlace[] {
  const { splits, inputs } = place.contract;
  const found = splits === undefined ? null : arrives(place.step.id, Object.keys(inputs)[0] ?? '');
  if (splits === undefined || found === null) return [];
  return [{ ...place, ...found, way: splits.way(place.params, found.table) }];
}

function trainerPlace(place: Place, arrives: Arrives): TrainerPlace[] {
  const { contract, step, params } = place;
  const inputs = Object.entries(contract.inputs);
  const port = inputs.find(([, { type }]) => type === 'Table')?.[0];
  const learns = Object.values(contract.outputs).some(({ type }) => type === 'Model');
  if (port === undefined || !learns || inputs.some(([, { type }]) => type === 'Model')) return [];
  const found = arrives(step.id, port);
  if (found === null || contract.flags.ignoresFeatures === true) return [];
  const target = targetColumn(found.table, typeof params.target === 'string' ? params.target : '');
  const features = featureColumns(found.table).filter(({ name }) => name !== target?.name);
  return [{ ...place, ...found, port, target, features }];
}

function remembered(graph: Graph<StepId>): Lint['below'] {
  const known = new Map<StepId, ReadonlySet<StepId>>();
  return (step) => {
    const found = known.get(step) ?? descendants(graph, [step]);
    known.set(step, found);
    return found;
  };
}

export function traceOf(arrived: Arriving, column: string): ColumnTrace | undefined {
  return arrived.trace.columns.get(column);
}
