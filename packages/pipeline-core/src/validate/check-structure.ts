import type { PipelineDocument, Step } from '../document/pipeline-document';
import { findCycle } from '../graph/find-cycle';
import { graphOf } from '../graph/graph';
import { subgraph } from '../graph/subgraph';
import type { StepId } from '../ids';
import { findContract, listContracts } from '../steps/catalog';
import { nearestName } from '../steps/nearest-name';
import { checkConnections } from './check-connections';
import { checkParams } from './check-params';
import type { Issue } from './issue';
import { stepTitle } from './step-title';

/** Everything that keeps a drawing from running and can be told without schemas: cycles, unknown types, parameters, connections, empty inputs. */
export function checkStructure(document: PipelineDocument, scope?: ReadonlySet<StepId>): Issue[] {
  const graph = graphOf(document);
  const within = scope === undefined ? graph : subgraph(graph, scope);
  const steps = within.nodes.map((id) => document.steps[id]).filter((step): step is Step => step !== undefined);
  return [
    ...cycleIssues(document, findCycle(within)),
    ...steps.flatMap((step) => [...typeIssues(step), ...paramIssues(step), ...emptyInputs(document, step)]),
    ...checkConnections(document, scope),
  ];
}

function cycleIssues(document: PipelineDocument, cycle: StepId[] | null): Issue[] {
  if (cycle === null) return [];
  const titles = [...cycle, ...cycle.slice(0, 1)].map((id) => titleOf(document, id));
  return [
    {
      code: 'cycle',
      severity: 'error',
      ...(cycle[0] === undefined ? {} : { step: cycle[0] }),
      message: `These steps wait for each other: ${titles.join(' → ')}. Remove one of the connections between them.`,
    },
  ];
}

function titleOf(document: PipelineDocument, id: StepId): string {
  const step = document.steps[id];
  return step === undefined ? id : stepTitle(step);
}

function typeIssues(step: Step): Issue[] {
  const contract = findContract(step.type);
  if (contract !== undefined && step.version <= contract.version) return [];
  const nearest = nearestName(
    step.type,
    listContracts().map((known) => known.type),
  );
  const next =
    contract !== undefined || nearest === null
      ? 'Update Millrace, or replace the step.'
      : `Did you mean \`${nearest}\`?`;
  const seen =
    contract === undefined
      ? `there is no step type \`${step.type}\` here`
      : `version ${step.version} of \`${step.type}\` is newer than this Millrace`;
  return [
    { code: 'unknown-step-type', severity: 'error', step: step.id, message: `${stepTitle(step)}: ${seen}. ${next}` },
  ];
}

function paramIssues(step: Step): Issue[] {
  const checked = checkParams(step);
  return checked.ok || step.disabled ? [] : checked.issues;
}

function emptyInputs(document: PipelineDocument, step: Step): Issue[] {
  const contract = findContract(step.type);
  if (contract === undefined || step.disabled) return [];
  const connected = new Set(
    Object.values(document.edges)
      .filter((edge) => edge.to.step === step.id)
      .map((edge) => edge.to.port),
  );
  return Object.entries(contract.inputs)
    .filter(([port, spec]) => spec.optional !== true && !connected.has(port))
    .map(([port, spec]) => ({
      code: 'input-empty',
      severity: 'error',
      step: step.id,
      port,
      message: [
        `${stepTitle(step)}: nothing is connected to its input ${spec.title}. Draw a line to it from a step that gives ${wanted(spec.type)}.`,
        ...(spec.hint === undefined ? [] : [spec.hint]),
      ].join(' '),
    }));
}

function wanted(type: string): string {
  return type === 'Table' ? 'a table' : `a ${type}`;
}
