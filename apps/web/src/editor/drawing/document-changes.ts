import {
  diffDocuments,
  type PipelineDocument,
  paramOfUnit,
  type Step,
  sameValue,
  stepCutter,
} from '@millrace/pipeline-core/document';
import { stepTitle } from '@millrace/pipeline-core/validate';
import { deriveForm } from '../inspector/derive-form';
import { typeTitle } from './conflict-text';
import { shownValue } from './shown-value';

/** What becomes of one step on the way from one drawing to another; `details` name its settings. */
export type StepChange = { id: string; kind: 'added' | 'removed' | 'changed'; title: string; details: string[] };
export type DocumentChanges = { steps: StepChange[]; lines: number; notes: number; moved: number };

/** The way from one drawing to another in words. Where steps stand counts apart: it changes no result. */
export function documentChanges(from: PipelineDocument, to: PipelineDocument): DocumentChanges {
  const diff = diffDocuments(from, to);
  const steps: StepChange[] = [];
  let moved = 0;
  for (const [id, { before, after }] of Object.entries(diff.steps)) {
    const named = after ?? before;
    if (named === null) continue;
    const kind = before === null ? 'added' : after === null ? 'removed' : 'changed';
    const details = before === null || after === null ? [] : settings(before, after);
    if (kind === 'changed' && details.length === 0) moved++;
    else steps.push({ id, kind, title: stepTitle(named), details });
  }
  const order = { added: 0, removed: 1, changed: 2 };
  steps.sort((a, b) => order[a.kind] - order[b.kind] || a.title.localeCompare(b.title));
  return { steps, lines: Object.keys(diff.edges).length, notes: Object.keys(diff.notes).length, moved };
}

function settings(before: Step, after: Step): string[] {
  const fields = new Map(deriveForm(after.type).map((field) => [field.name, field]));
  const changed = stepCutter
    .units([before, after])
    .filter((unit) => unit !== 'position' && !sameValue(stepCutter.read(before, unit), stepCutter.read(after, unit)));
  return changed.map((unit) => {
    const param = paramOfUnit(unit);
    if (param === null) return unitWords(unit, before, after);
    const field = fields.get(param);
    const value = (step: Step) => shownValue(step.params[param] ?? field?.default);
    return `${field?.title ?? param}: ${value(before)} → ${value(after)}`;
  });
}

function unitWords(unit: string, before: Step, after: Step): string {
  if (unit === 'title') return `Name: ${stepTitle(before)} → ${stepTitle(after)}`;
  if (unit === 'disabled') return after.disabled ? 'disabled' : 'enabled';
  return `Type: ${typeTitle(before)} → ${typeTitle(after)}`;
}
