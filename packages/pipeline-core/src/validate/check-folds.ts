import type { PipelineDocument } from '../document/pipeline-document';
import type { StepId } from '../ids';
import type { PropagatedSchema } from '../schema/propagated';
import { findContract } from '../steps/catalog';
import { tableIn } from '../steps/infer';
import { type FoldRegion, foldRegions } from './fold-regions';
import type { StepInference } from './infer-schemas';
import type { Issue } from './issue';
import { stepTitle } from './step-title';

/** What is wrong with fold regions and can be told from the lines alone: nested ones, and folds that nothing gathers. */
export function checkFolds(document: PipelineDocument, scope?: ReadonlySet<StepId>): Issue[] {
  const regions = foldRegions(document, scope);
  return regions.flatMap((region) => [
    ...nested(document, region, regions),
    ...searching(document, region),
    ...ungathered(document, region),
  ]);
}

/** A search would be done anew in every fold, each with trials of its own: that is not supported. */
function searching(document: PipelineDocument, { opener, steps }: FoldRegion): Issue[] {
  return steps.flatMap((id): Issue[] => {
    const step = document.steps[id];
    if (step === undefined || findContract(step.type)?.searches === undefined) return [];
    const message = `${stepTitle(step)} is refitted in each fold of ${titleOf(document, opener)}: a search within folds is not supported. Search on rows from before ${titleOf(document, opener)}, then cross-validate a model with the settings it found.`;
    return [{ code: 'search-in-folds', severity: 'error', step: id, message }];
  });
}

/** Told once, at the later of two openers. */
function nested(document: PipelineDocument, region: FoldRegion, all: readonly FoldRegion[]): Issue[] {
  const mine = new Set([region.opener, ...region.steps]);
  const earlier = all
    .slice(0, all.indexOf(region))
    .find((other) => [other.opener, ...other.steps].some((id) => mine.has(id)));
  if (earlier === undefined) return [];
  const message = `${titleOf(document, region.opener)} and ${titleOf(document, earlier.opener)} would refit the same steps: folds within folds are not supported. Remove one of them, or evaluate their models apart.`;
  return [{ code: 'nested-folds', severity: 'error', step: region.opener, message }];
}

function ungathered(document: PipelineDocument, { opener, gathers }: FoldRegion): Issue[] {
  if (gathers.length > 0) return [];
  const message = `${titleOf(document, opener)}: nothing behind it evaluates a model, so its folds are not used. Add a model and Evaluate.`;
  return [
    {
      code: 'folds-unused',
      severity: 'warning',
      step: opener,
      message,
      fix: { addStep: 'evaluate', title: 'Add Evaluate' },
    },
  ];
}

/** Steps in a region that learn or judge, where rows without folds arrive: held-out rows could not be told from the others. */
export function checkFoldRows(document: PipelineDocument, schemas: ReadonlyMap<StepId, StepInference>): Issue[] {
  return foldRegions(document).flatMap((region) =>
    region.steps.flatMap((id): Issue[] => {
      const step = document.steps[id];
      const contract = step === undefined ? undefined : findContract(step.type);
      if (step === undefined || contract === undefined || !readsParts(contract.flags)) return [];
      const port = Object.entries(contract.inputs).find(([, { type }]) => type === 'Table' || type === 'Split')?.[0];
      if (port === undefined || !lacksFolds(schemas.get(id)?.inputs[port] ?? [])) return [];
      const message = `${stepTitle(step)}: it is refitted in each fold of ${titleOf(document, region.opener)}, but the rows that arrive have no folds. Connect rows from behind ${titleOf(document, region.opener)} that keep their marks.`;
      return [{ code: 'folds-lost', severity: 'error', step: id, port, message }];
    }),
  );
}

/** Whether a step looks at which rows it may learn from or judge. */
export function readsParts(flags: { fits?: boolean; seesLabel?: boolean }): boolean {
  return flags.fits === true || flags.seesLabel === true;
}

function lacksFolds(arriving: readonly PropagatedSchema[]): boolean {
  return arriving.some((schema) => schema.kind === 'known' && tableIn(schema)?.folds === undefined);
}

function titleOf(document: PipelineDocument, id: StepId): string {
  const step = document.steps[id];
  return step === undefined ? id : stepTitle(step);
}
