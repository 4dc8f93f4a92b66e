import type { ReleaseId } from '@millrace/pipeline-core/ids';
import { type EndpointConfig, endpointConfigSchema } from '@millrace/pipeline-core/release';
import { chainLimit } from '@millrace/pipeline-core/rollout';

/** The endpoint with all traffic on `release`; what answered before becomes the first fallback. Other settings stay. */
export function nextConfig(current: EndpointConfig | null, release: ReleaseId): EndpointConfig {
  if (current === null) return endpointConfigSchema.parse({ v: 1, routes: [{ release, weight: 1 }], chain: [] });
  const byWeight = [...current.routes].sort((a, b) => b.weight - a.weight).map((route) => route.release);
  const chain = [...new Set([...byWeight, ...current.chain])].filter((id) => id !== release).slice(0, chainLimit);
  const { shadow: _dropped, ...kept } = current;
  return { ...kept, routes: [{ release, weight: 1 }], chain };
}

/** The endpoint back on `release`: what it goes back from answers nobody any more, not even as a fallback. */
export function rollbackConfig(current: EndpointConfig | null, release: ReleaseId): EndpointConfig {
  const { chain, ...next } = nextConfig(current, release);
  const left = new Set(current?.routes.map((route) => route.release));
  return { ...next, chain: chain.filter((id) => !left.has(id)) };
}

/** Whether all traffic goes to `release` already. */
export function isRoutedTo(config: EndpointConfig | null, release: ReleaseId): boolean {
  const live = config?.routes.filter((route) => route.weight > 0) ?? [];
  return live.length === 1 && live[0]?.release === release;
}
