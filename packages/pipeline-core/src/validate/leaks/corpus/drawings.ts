import { type Drawing, draw } from './draw';

/** A drawing with one fault, the rule that must see it and the step where it must be shown. */
export type WrongDrawing = Drawing & { name: string; rule: string; step: string };

/** A drawing without a fault, often next to one that has it. */
export type RightDrawing = Drawing & { name: string };

export function wrong(
  name: string,
  expected: { rule: string; step: string },
  ...drawn: Parameters<typeof draw>
): WrongDrawing {
  return { name, ...expected, ...draw(...drawn) };
}

export function right(name: string, ...drawn: Parameters<typeof draw>): RightDrawing {
  return { name, ...draw(...drawn) };
}

export const trees: [string] = ['gradient-boosted-trees'];
export const linear: [string] = ['linear-regression'];
export const logistic: [string] = ['logistic-regression'];
export const split = (params: object = {}): [string, object] => ['split-rows', params];
/** Early rows train, late rows test. */
export const inOrder = split({ strategy: 'sequential' });
export const folds = (params: object = {}): [string, object] => ['cross-validate', params];
export const evaluate: [string] = ['evaluate'];
