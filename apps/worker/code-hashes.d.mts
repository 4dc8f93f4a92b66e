import type { Plugin } from 'esbuild';

export const externalPackages: Plugin;

/** `changed` gives files other contents than on disk, by path from this folder. */
export function hashStepTypes(options?: {
  changed?: Record<string, (text: string) => string>;
}): Promise<Record<string, string>>;
