import type { Plugin } from 'esbuild';

export const externalPackages: Plugin;

/** `changed` gives files other contents than on disk, by path from this folder; `only` names the types that are wanted. */
export function hashStepTypes(options?: {
  changed?: Record<string, (text: string) => string>;
  only?: readonly string[];
}): Promise<Record<string, string>>;
