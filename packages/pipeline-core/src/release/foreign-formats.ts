import type { ModelFormat } from './signature';

/**
 * Formats of models that are asked through a native library or another language. They answer behind an endpoint, always from
 * a process of their own, and ONNX in an exported server, too; a browser, which has our own code alone, cannot have them.
 */
export const foreignFormats = ['onnx', 'python'] as const satisfies readonly ModelFormat[];
export type ForeignFormat = (typeof foreignFormats)[number];

export function isForeign(format: ModelFormat): format is ForeignFormat {
  return foreignFormats.some((foreign) => foreign === format);
}
