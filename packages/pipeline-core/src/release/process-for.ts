import type { EndpointConfig, ProcessChoice } from './endpoint-config';
import { isForeign } from './foreign-formats';
import type { ModelFormat } from './signature';

/** Formats of which a row takes milliseconds. */
const slow: ReadonlySet<ModelFormat> = new Set(['image-net', 'text-net']);

/**
 * Where a release of this format answers behind an endpoint with these settings. A library may crash, and another language
 * may be waited for: what is asked through one has a process of its own whatever the endpoint says.
 */
export function processFor(config: Pick<EndpointConfig, 'process'>, format: ModelFormat): ProcessChoice {
  if (isForeign(format)) return 'own';
  return config.process ?? (slow.has(format) ? 'own' : 'shared');
}
