import type { Step } from '../document/pipeline-document';
import { findContract } from '../steps/catalog';

/** What to call a step: the author's title, else the title of its type. */
export function stepTitle(step: Pick<Step, 'title' | 'type'>): string {
  return step.title === '' ? (findContract(step.type)?.title ?? step.type) : step.title;
}
