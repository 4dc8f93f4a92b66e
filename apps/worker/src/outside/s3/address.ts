import type { ConfigOf } from '@millrace/pipeline-core/sources';
import { encodeStrictly } from './sign';

type Place = Pick<ConfigOf<'s3'>, 'endpoint' | 'region' | 'bucket' | 'addressing'>;

/** The address of the bucket, or of an object in it. Keys are not resolved: `a//b` stays what it is. */
export function s3Address(place: Place, key = '', query: Record<string, string> = {}): URL {
  const url = new URL(place.endpoint === '' ? amazon(place.region) : place.endpoint);
  const inHost = isInHost(place, url);
  const before = url.pathname.replace(/\/+$/, '');
  const inPath = [...(inHost ? [] : [place.bucket]), ...(key === '' ? [] : key.split('/'))];
  if (inHost) url.host = `${place.bucket}.${url.host}`;
  url.pathname = [before, ...inPath.map(encodeStrictly)].join('/');
  url.search = Object.entries(query)
    .map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`)
    .join('&');
  return url;
}

function amazon(region: string): string {
  return `https://s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
}

/**
 * Amazon wants the bucket in the host; other servers know it in the path, where no name has to be looked up. A bucket
 * with dots or large letters fits no certificate and no host.
 */
function isInHost({ addressing, endpoint, bucket }: Place, url: URL): boolean {
  if (addressing !== 'auto') return addressing === 'host';
  const isAmazon = endpoint === '' || /\.amazonaws\.com(\.cn)?$/i.test(url.hostname);
  return isAmazon && /^[a-z0-9-]+$/.test(bucket);
}
