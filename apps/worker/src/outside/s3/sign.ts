import { createHash, createHmac } from 'node:crypto';

export type S3Credentials = { accessKey: string; secretKey: string; region: string };

/** Digest of no bytes: what a GET sends. */
const nothing = createHash('sha256').update('').digest('hex');

/**
 * The headers of a GET, signed as AWS Signature Version 4 asks for S3: the host, the time and all headers given are part
 * of what is signed, so that a signature is of no use for anything else.
 */
export function signGet(
  url: URL,
  { headers, at, ...credentials }: S3Credentials & { headers: Record<string, string>; at: Date },
): Record<string, string> {
  const time = at.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const all: Record<string, string> = { ...headers, 'x-amz-content-sha256': nothing, 'x-amz-date': time };
  const signed = Object.entries({ ...all, host: url.host })
    .map(([name, value]) => [name.toLowerCase(), value.trim().replace(/ +/g, ' ')] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  const names = signed.map(([name]) => name).join(';');
  const request = [
    'GET',
    url.pathname,
    canonicalQuery(url),
    ...signed.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    nothing,
  ].join('\n');
  const { accessKey, secretKey, region } = credentials;
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', time, scope, createHash('sha256').update(request).digest('hex')].join('\n');
  const key = scope.split('/').reduce<string | Buffer>((left, part) => hmac(left, part), `AWS4${secretKey}`);
  const signature = createHmac('sha256', key).update(text).digest('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKey}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
  return { ...all, authorization };
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function canonicalQuery(url: URL): string {
  return [...url.searchParams]
    .map(([name, value]) => `${encodeStrictly(name)}=${encodeStrictly(value)}`)
    .sort()
    .join('&');
}

/** All but unreserved characters by their codes, as signatures need it. */
export function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}
