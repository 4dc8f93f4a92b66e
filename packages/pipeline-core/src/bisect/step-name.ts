import type { Step } from '../document/pipeline-document';
import { findContract } from '../steps/catalog';

/** What people see of a step: the name its author gave it, else that of its type. */
export function stepName({ title, type }: Pick<Step, 'title' | 'type'>): string {
  return title === '' ? (findContract(type)?.title ?? type) : title;
}
