import type { PipelineDocument, Step } from '@millrace/pipeline-core/document';
import { listDrawnContracts, type Stage, type StepContract, stages } from '@millrace/pipeline-core/steps';
import type { Issue } from '@millrace/pipeline-core/validate';
import { fuzzyFilter } from '../../lib/fuzzy-match';
import { nameFirst } from '../../lib/name-first';
import { makeStep, obviousLinks, withStep } from '../drawing/find-connections';
import { outputTypes } from '../drawing/step-ports';

export type StepGroup = { title: string; count: number | null; contracts: readonly StepContract[] };

const stageTitles: Record<Stage, string> = {
  ingest: 'Data',
  prepare: 'Prepare',
  features: 'Features',
  split: 'Split',
  train: 'Train',
  evaluate: 'Evaluate',
  release: 'Release',
  score: 'Score',
  monitor: 'Monitor',
  code: 'Code',
};

/**
 * Steps whose name, other words or task fit what was typed, best first: names that start with it, then names in which a
 * word does, then those that fit by other words.
 */
export function searchSteps(query: string, contracts: readonly StepContract[] = listDrawnContracts()): StepContract[] {
  const found = fuzzyFilter(contracts, query, (contract) => [
    contract.title,
    ...contract.synonyms,
    stageTitles[contract.stage],
  ]);
  return nameFirst(found, query, ({ title }) => title);
}

/** What usually comes after each stage, for suggestions; the first is the likeliest. */
const followers: Record<Stage, readonly Stage[]> = {
  ingest: ['prepare', 'split'],
  prepare: ['split', 'prepare', 'features'],
  split: ['prepare', 'features', 'train'],
  features: ['features', 'train'],
  train: ['evaluate'],
  evaluate: ['release'],
  release: ['release', 'monitor'],
  score: ['monitor'],
  monitor: [],
  code: ['prepare'],
};

/** Once rows are marked, what learns comes next. */
const afterSplit: readonly Stage[] = ['features', 'train', 'prepare'];

/** Up to three steps that would help here: what mends open issues first, then what connects to the chosen step. */
export function suggestSteps(o: {
  document: PipelineDocument;
  chosen: Step | null;
  issues: readonly Issue[];
}): StepContract[] {
  const contracts = listDrawnContracts();
  const relevant = o.chosen === null ? o.issues : o.issues.filter((issue) => issue.step === o.chosen?.id);
  const fixes = relevant.flatMap((issue) => contracts.find(({ type }) => type === issue.fix?.addStep) ?? []);
  const next = o.chosen === null ? starters(o.document, contracts) : connecting(o.document, o.chosen, contracts);
  return [...new Set([...fixes, ...next])].slice(0, 3);
}

function starters(document: PipelineDocument, contracts: readonly StepContract[]): StepContract[] {
  return Object.keys(document.steps).length === 0 ? contracts.filter(({ stage }) => stage === 'ingest') : [];
}

function connecting(document: PipelineDocument, chosen: Step, contracts: readonly StepContract[]): StepContract[] {
  const stage = contracts.find(({ type }) => type === chosen.type)?.stage;
  const split = Object.values(outputTypes(document).get(chosen.id) ?? {}).includes('Split');
  const order = stage === undefined ? [] : split ? afterSplit : followers[stage];
  const rank = (contract: StepContract) => {
    const place = order.indexOf(contract.stage);
    return place < 0 ? order.length : place;
  };
  return contracts
    .filter((contract) => {
      const probe = makeStep({ id: 'probe-of-a-new-step', type: contract.type, position: { x: 0, y: 0 } });
      return rank(contract) < order.length && obviousLinks(withStep(document, probe), chosen.id, probe.id).length > 0;
    })
    .sort((a, b) => rank(a) - rank(b));
}

/** All steps under their stages, in the order of the catalogue. */
export function stepGroups(contracts: readonly StepContract[] = listDrawnContracts()): StepGroup[] {
  return stages.flatMap((stage) => {
    const members = contracts.filter((contract) => contract.stage === stage);
    return members.length === 0 ? [] : [{ title: stageTitles[stage], count: members.length, contracts: members }];
  });
}
