import type { PipelineDocument, Step } from '../../../document/pipeline-document';
import type { StepId } from '../../../ids';
import { findContract } from '../../../steps/catalog';
import type { StepContract } from '../../../steps/define-step';
import { tableIn } from '../../../steps/infer';
import { effectiveInputs, type Source } from '../../effective-inputs';
import type { StepInference } from '../../infer-schemas';
import { type ColumnTrace, compose, rootTrace, type Summary, type TableTrace, type Use } from './column-trace';
import { type LocalSource, stepSources } from './step-sources';

export type Traces = ReadonlyMap<StepId, Readonly<Record<string, TableTrace>>>;
export type Inputs = ReadonlyMap<StepId, Readonly<Record<string, readonly Source[]>>>;

type Made = { step: Step; contract: StepContract; inference: StepInference; inputs: Record<string, TableTrace[]> };

/**
 * Follows every column of the drawing back to where it came in:
 * 1. Take the steps in the order of the data (that of `schemas`).
 * 2. Put together what each column that comes out is made from, with the rows it looks at.
 * 3. Note figures over many rows, and whether they stand beside those rows again.
 */
export function traceColumns(
  document: PipelineDocument,
  schemas: ReadonlyMap<StepId, StepInference>,
): { traces: Traces; inputs: Inputs } {
  const traces = new Map<StepId, Record<string, TableTrace>>();
  const inputs = new Map<StepId, Record<string, Source[]>>();
  for (const [id, inference] of schemas) {
    const step = document.steps[id];
    const contract = step === undefined ? undefined : findContract(step.type);
    const resolved = step === undefined || step.disabled ? null : effectiveInputs(document, step);
    if (step === undefined || contract === undefined || resolved === null || !resolved.ok) continue;
    inputs.set(id, resolved.inputs);
    const arriving = Object.entries(resolved.inputs).map(
      ([port, sources]) =>
        [port, sources.map((source) => traces.get(source.step)?.[source.port] ?? noTrace(source.step))] as const,
    );
    traces.set(id, traceStep({ step, contract, inference, inputs: Object.fromEntries(arriving) }));
  }
  return { traces, inputs };
}

function noTrace(step: StepId): TableTrace {
  return { columns: new Map(), rows: new Set([step]), unique: [], plain: null, asRead: false, timedBy: new Set() };
}

function traceStep(made: Made): Record<string, TableTrace> {
  const { contract, inference, step } = made;
  const outputs = Object.entries(contract.outputs).flatMap(([port, spec]) => {
    const table = tableIn(inference.outputs[port] ?? { kind: 'opaque' });
    if (table === null || (spec.type !== 'Table' && spec.type !== 'Split' && !spec.type.startsWith('as:'))) return [];
    const lead = leadOf(made, port);
    const rows = rowsOf(made, lead);
    const sources = new Map(stepSources(step, contract, inference).map((source) => [source.column, source]));
    const columns = table.columns.map(({ name }) => {
      const source = sources.get(name);
      const trace = source === undefined ? rootTrace(step.id, name) : traceColumn(made, source);
      const met = trace.summary !== null && [...trace.summary.rows].some((row) => rows.has(row));
      return [name, met && !trace.back ? { ...trace, back: true } : trace] as const;
    });
    const trace = { columns: new Map(columns), rows, ...rowFacts(made, lead), timedBy: timedBy(made) };
    return [[port, trace] as const];
  });
  return Object.fromEntries(outputs);
}

/** The input whose rows come out; null where they are new ones. */
function leadOf({ contract, inputs }: Made, output: string): TableTrace | null {
  const type = contract.outputs[output]?.type ?? 'Any';
  const port = type.startsWith('as:') ? type.slice(3) : contract.flags.keepsColumns === true ? 'table' : null;
  return port === null ? null : (inputs[port]?.[0] ?? null);
}

function rowsOf({ step, contract, inputs }: Made, lead: TableTrace | null): ReadonlySet<string> {
  if (lead !== null) return lead.rows;
  if (contract.flags.stacksRows !== true) return new Set([step.id]);
  return new Set(Object.values(inputs).flatMap((tables) => tables.flatMap(({ rows }) => [...rows])));
}

/** Rows joined, grouped or put below each other are of the time of those at the first input. */
function timedBy({ step, contract, inputs }: Made): TableTrace['timedBy'] {
  const [port] = Object.keys(contract.inputs);
  if (port === undefined) return new Set([step.id]);
  return new Set(inputs[port]?.flatMap((table) => [...table.timedBy]));
}

/** What is known of the rows that come out: whether they are those of one step, and in what no two are equal. */
function rowFacts({ step, contract }: Made, lead: TableTrace | null): Pick<TableTrace, 'unique' | 'plain' | 'asRead'> {
  const params = contract.params.safeParse(step.params);
  const one = params.success ? contract.keepsOneOf?.(params.data) : undefined;
  if (lead === null)
    return {
      unique: one === undefined ? [] : [one],
      plain: Object.keys(contract.inputs).length === 0 ? step.id : null,
      asRead: true,
    };
  const keeps = contract.flags.keepsColumns === true || contract.flags.rowWise === true;
  const unique = one === undefined ? lead.unique : [...lead.unique, one];
  const asRead = lead.asRead && contract.flags.ordersRows !== true;
  if (keeps) return { unique, plain: lead.plain, asRead };
  const sameRows = contract.flags.changesRowCount !== true;
  return { unique: sameRows ? unique : [], plain: sameRows ? lead.plain : null, asRead };
}

function traceColumn(made: Made, source: LocalSource): ColumnTrace {
  const read = source.from.flatMap(({ port, column, at = 0 }) => {
    const trace = made.inputs[port]?.[at]?.columns.get(column);
    return trace === undefined ? [] : [trace];
  });
  const [only] = read;
  if (source.copied && only !== undefined && read.length === 1 && source.looks === 'row') return only;
  const uses = new Map<string, Use>();
  for (const trace of read)
    for (const [key, use] of trace.uses) uses.set(key, through(made.step.id, source, use, uses.get(key)));
  const summary = source.looks === 'all' ? summaryOf(made, source) : (read.find((one) => one.summary)?.summary ?? null);
  return { uses, summary, back: source.looks !== 'all' && read.some(({ back }) => back) };
}

function summaryOf(made: Made, source: LocalSource): Summary {
  const tables = Object.values(made.inputs).flat();
  return { rows: new Set(tables.flatMap(({ rows }) => [...rows])), within: source.within ?? [], step: made.step.id };
}

/** The use of a column by one that this step makes of it. */
function through(step: StepId, source: LocalSource, use: Use, other: Use | undefined): Use {
  const looks = new Set([...use.looks].map((inner) => compose(source.looks, inner)));
  const safer = source.safer ?? use.safer ?? other?.safer;
  // What a step behind did to a column that had become something else does not change where that was.
  const made = use.made ?? other?.made ?? (source.copied ? null : { step, column: source.column });
  return {
    step: use.step,
    column: use.column,
    looks: new Set([...looks, ...(other?.looks ?? [])]),
    made,
    ...(safer === undefined ? {} : { safer }),
  };
}
