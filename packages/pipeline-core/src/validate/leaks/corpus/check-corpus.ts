import { applyOperation } from '../../../document/apply-operation';
import type { PipelineDocument } from '../../../document/pipeline-document';
import { inferSchemas } from '../../infer-schemas';
import { isError, validatePipeline } from '../../validate-pipeline';
import { type FoundLeak, findLeaks } from '../find-leaks';
import type { Drawing } from './draw';
import type { RightDrawing, WrongDrawing } from './drawings';
import { rightDrawings } from './right';
import { wrongDrawings } from './wrong';

export type CorpusCheck = {
  wrong: { all: number; found: number; mended: number };
  right: { all: number; quiet: number };
  /** What is not as it should be, in words. */
  failures: string[];
};

/**
 * Asks the lint about every drawing of the corpus: each wrong one must be found by its rule, at its step and by no
 * other rule, and its button must end that; on the right ones nothing must be said. Not part of the browser's bundle.
 */
export function checkLeakCorpus(): CorpusCheck {
  const wrong = wrongDrawings.map((drawing) => ({ seen: missedIn(drawing), mended: unmendedIn(drawing) }));
  const right = rightDrawings.map(falseAlarm);
  return {
    wrong: {
      all: wrong.length,
      found: wrong.filter(({ seen }) => seen === null).length,
      mended: wrong.filter(({ mended }) => mended === null).length,
    },
    right: { all: right.length, quiet: right.filter((alarm) => alarm === null).length },
    failures: [...wrong.flatMap(({ seen, mended }) => [seen, mended]), ...right].filter((text) => text !== null),
  };
}

export function leaksOf(drawing: Drawing, document: PipelineDocument = drawing.document): FoundLeak[] {
  const { references, facts } = drawing;
  return findLeaks({ document, schemas: inferSchemas({ document, references }), facts });
}

function places(leaks: readonly FoundLeak[]): string[] {
  return leaks.map(({ issue }) => `${issue.code} at ${issue.step}`);
}

/** What is wrong with what is said of a wrong drawing; null when it is as expected. */
export function missedIn(drawing: WrongDrawing): string | null {
  const found = leaksOf(drawing);
  const seen = found.some(({ issue }) => issue.code === drawing.rule && issue.step === drawing.step);
  const other = found.find(({ issue }) => issue.code !== drawing.rule);
  if (seen && other === undefined) return null;
  return `${drawing.name}: expected ${drawing.rule} at ${drawing.step}, found ${places(found).join(', ') || 'nothing'}`;
}

/** What is left after the button was pressed; null when its rule is quiet and the drawing has no new error. */
export function unmendedIn(drawing: WrongDrawing): string | null {
  const { references, facts, rule, step } = drawing;
  const leak = leaksOf(drawing).find(({ issue }) => issue.code === rule && issue.step === step);
  if (leak === undefined || leak.rewrite === null) return `${drawing.name}: no rewrite is offered`;
  let next = 0;
  const operations = leak.rewrite.operations(() => `new-${next++}`);
  const document = operations.reduce((now, operation) => applyOperation(now, operation), drawing.document);
  const left = places(leaksOf(drawing, document));
  if (left.length > 0) return `${drawing.name}: after “${leak.rewrite.title}” there is ${left.join(', ')}`;
  const error = validatePipeline({ document, references, facts }).issues.find(isError);
  return error === undefined ? null : `${drawing.name}: “${leak.rewrite.title}” makes an error: ${error.message}`;
}

/** What is said of a right drawing; null when nothing is. */
export function falseAlarm(drawing: RightDrawing): string | null {
  const found = places(leaksOf(drawing));
  return found.length === 0 ? null : `${drawing.name}: expected nothing, found ${found.join(', ')}`;
}
