import { type MergeConflict, type PipelineDocument, paramOfUnit, type Step } from '@millrace/pipeline-core/document';
import { findContract } from '@millrace/pipeline-core/steps';
import { stepTitle } from '@millrace/pipeline-core/validate';
import { deriveForm } from '../inspector/derive-form';
import { shownValue } from './shown-value';

/** A conflict in words: what it is about, and the two values where they fit a line. */
export type ConflictText = { about: string; mine: string; theirs: string };

/** `present` is the drawing with theirs in it, `mine` the one of before the merge. */
export function conflictText(conflict: MergeConflict, mine: PipelineDocument, present: PipelineDocument): ConflictText {
  switch (conflict.part) {
    case 'seed':
      return { about: 'Seed of the pipeline', mine: String(mine.seed), theirs: String(present.seed) };
    case 'edges':
      return { about: lineName(conflict.id, mine, present), ...presence(conflict, mine, present) };
    case 'notes': {
      const [own, other] = [mine.notes[conflict.id], present.notes[conflict.id]];
      if (conflict.unit !== 'text') return { about: 'A note', ...presence(conflict, mine, present) };
      return { about: 'Text of a note', mine: shownValue(own?.text), theirs: shownValue(other?.text) };
    }
    case 'ignored':
      return {
        about: 'Why a problem is ignored',
        mine: shownValue(mine.ignored[conflict.id]?.reason),
        theirs: shownValue(present.ignored[conflict.id]?.reason),
      };
    case 'steps':
      return stepText(conflict, mine, present);
    default:
      return conflict satisfies never;
  }
}

/** What kind of step it is, whatever name it was given. */
export function typeTitle({ type }: Step): string {
  return findContract(type)?.title ?? type;
}

type RecordConflict = Exclude<MergeConflict, { part: 'seed' }>;

function stepText(conflict: RecordConflict, mine: PipelineDocument, present: PipelineDocument): ConflictText {
  const [own, other] = [mine.steps[conflict.id], present.steps[conflict.id]];
  const named = other ?? own;
  const title = named === undefined ? 'A step' : stepTitle(named);
  if (conflict.unit === null || own === undefined || other === undefined)
    return { about: title, ...presence(conflict, mine, present) };
  const values = (read: (step: Step) => unknown) => ({ mine: shownValue(read(own)), theirs: shownValue(read(other)) });
  const param = paramOfUnit(conflict.unit);
  if (param !== null) {
    const field = deriveForm(own.type).find(({ name }) => name === param);
    return { about: `${field?.title ?? param} of ${title}`, ...values((step) => step.params[param] ?? field?.default) };
  }
  if (conflict.unit === 'title') return { about: `Name of the step ${typeTitle(own)}`, ...values(stepTitle) };
  if (conflict.unit === 'disabled')
    return { about: title, ...values(({ disabled }) => (disabled ? 'disabled' : 'enabled')) };
  return { about: `Type of ${title}`, ...values(typeTitle) };
}

function presence({ part, id }: RecordConflict, mine: PipelineDocument, present: PipelineDocument) {
  const word = (document: PipelineDocument) => (document[part][id] === undefined ? 'not there' : 'there');
  return { mine: word(mine), theirs: word(present) };
}

function lineName(id: string, mine: PipelineDocument, present: PipelineDocument): string {
  const edge = mine.edges[id] ?? present.edges[id];
  if (edge === undefined) return 'A line';
  const title = (step: string) => {
    const found = mine.steps[step] ?? present.steps[step];
    return found === undefined ? 'a step' : stepTitle(found);
  };
  return `Line from ${title(edge.from.step)} to ${title(edge.to.step)}`;
}
