import type { Step } from '../../../document/pipeline-document';
import { columnsOf } from '../../../expression/ast';
import type { PlanNode } from '../../../features/feature-plan';
import type { TableSchema } from '../../../schema/table-schema';
import type { ColumnSource, StepContract } from '../../../steps/define-step';
import { tableIn } from '../../../steps/infer';
import type { StepInference } from '../../infer-schemas';

/** A source whose column is the old one under a new name, or with other cells; `copied` says it is not a new column. */
export type LocalSource = ColumnSource & { copied: boolean };

const known = new WeakMap<StepInference, readonly LocalSource[]>();

/**
 * Where the columns that come out of a step come from. A row-wise step says so by its plan, a step that keeps the
 * columns by their names, the others by `sources` of their contract. What nobody says begins anew. An inference that
 * did not change gives the same answer.
 */
export function stepSources(step: Step, contract: StepContract, inference: StepInference): readonly LocalSource[] {
  const before = known.get(inference);
  if (before !== undefined) return before;
  const sources = readSources(step, contract, inference);
  known.set(inference, sources);
  return sources;
}

function readSources(step: Step, contract: StepContract, inference: StepInference): LocalSource[] {
  const parsed = contract.params.safeParse(step.params);
  if (!parsed.success) return [];
  if (contract.sources !== undefined) {
    const tables = Object.entries(inference.inputs).map(
      ([port, schemas]) => [port, schemas.map((schema) => tableIn(schema) ?? { columns: [], split: false })] as const,
    );
    return contract.sources(parsed.data, Object.fromEntries(tables)).map((source) => ({
      ...source,
      copied: source.looks === 'row' && source.from.length > 0,
    }));
  }
  const [port, schemas] = Object.entries(inference.inputs)[0] ?? [];
  const table = tableIn(schemas?.[0] ?? { kind: 'opaque' });
  if (port === undefined || table === null) return [];
  if (contract.flags.keepsColumns === true) return table.columns.map(({ name }) => same(port, name));
  if (contract.toPlan === undefined) return [];
  return planSources(
    port,
    table,
    planOf(() => contract.toPlan?.(parsed.data, null, table) ?? []),
  );
}

/** A plan that cannot be made yet (a column is gone) has an issue of its own; the columns then count as they were. */
function planOf(make: () => PlanNode[]): PlanNode[] {
  try {
    return make();
  } catch {
    return [];
  }
}

function planSources(port: string, table: TableSchema, nodes: readonly PlanNode[]): LocalSource[] {
  let columns = new Map(table.columns.map(({ name }) => [name, same(port, name)]));
  for (const node of nodes) {
    if ('select' in node) {
      const kept = new Set(node.select);
      columns = new Map([...columns].filter(([name]) => kept.has(name)));
    } else if ('expression' in node) {
      const read = columnsOf(node.ast).flatMap((name) => columns.get(name) ?? []);
      const names = new Set(read.flatMap(({ from }) => from.map(({ column }) => column)));
      const from = [...names].map((column) => ({ port, column }));
      const plain = read.length === 1 && read[0]?.copied === true;
      const copied = plain && (node.ast.root.k === 'col' || read[0]?.column === node.expression);
      columns.set(node.expression, { column: node.expression, from, looks: 'row', copied });
    }
  }
  return [...columns.values()].map((source) => {
    // A new name is the same column only where the old one has gone.
    const old = source.from[0]?.column ?? '';
    const beside = source.copied && old !== source.column && columns.get(old)?.copied === true;
    return beside ? { ...source, copied: false } : source;
  });
}

function same(port: string, column: string): LocalSource {
  return { column, from: [{ port, column }], looks: 'row', copied: true };
}
