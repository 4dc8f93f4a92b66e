import type { EndpointConfig, ProcessChoice } from './endpoint-config';
import type { ModelFormat } from './signature';

/** Formats of which a row takes milliseconds, or that are asked through a library or another language. */
const apart: ReadonlySet<ModelFormat> = new Set(['image-net', 'text-net', 'onnx', 'python']);

/** Where a release of this format answers behind an endpoint with these settings. */
export function processFor(config: Pick<EndpointConfig, 'process'>, format: ModelFormat): ProcessChoice {
  return config.process ?? (apart.has(format) ? 'own' : 'shared');
}
