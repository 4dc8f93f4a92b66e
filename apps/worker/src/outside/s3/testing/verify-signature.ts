import { createHash, createHmac } from 'node:crypto';

export type ReceivedRequest = { method: string; target: string; headers: Record<string, string | undefined> };
export type Verdict = 'right' | 'unsigned' | 'unknown key' | 'wrong signature' | 'wrong region' | 'wrong time';

/**
 * Judges a request as a server does, from what came over the wire: nothing of the signing side is used. Written after
 * "Authenticating Requests: Using the Authorization Header" of the S3 API reference.
 */
export function verifySignature(
  request: ReceivedRequest,
  known: { accessKey: string; secretKey: string; region: string; now: Date },
): Verdict {
  const header = request.headers.authorization;
  if (header === undefined) return 'unsigned';
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      header,
    );
  if (match === null) return 'wrong signature';
  const [, accessKey = '', day = '', region = '', names = '', signature = ''] = match;
  if (accessKey !== known.accessKey) return 'unknown key';
  if (region !== known.region) return 'wrong region';
  const signed = names.split(';');
  const sent = Object.keys(request.headers).filter((name) => name.startsWith('x-amz-') || name === 'host');
  if (sent.some((name) => !signed.includes(name))) return 'wrong signature';
  const time = request.headers['x-amz-date'] ?? '';
  const at = Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!(Math.abs(at - known.now.getTime()) < 15 * 60_000) || !time.startsWith(day)) return 'wrong time';
  const text = `AWS4-HMAC-SHA256\n${time}\n${day}/${region}/s3/aws4_request\n${sha256(canonical(request, signed))}`;
  const dayKey = hmac(`AWS4${known.secretKey}`, day);
  const key = hmac(hmac(hmac(dayKey, region), 's3'), 'aws4_request');
  return hmac(key, text).toString('hex') === signature ? 'right' : 'wrong signature';
}

function canonical({ method, target, headers }: ReceivedRequest, signed: readonly string[]): string {
  const [path = '', query = ''] = target.split('?');
  const pairs = query === '' ? [] : query.split('&').map((pair) => (pair.includes('=') ? pair : `${pair}=`));
  const lines = signed.map((name) => `${name}:${headers[name]?.trim() ?? ''}\n`);
  const payload = headers['x-amz-content-sha256'] ?? '';
  return `${method}\n${path}\n${pairs.sort().join('&')}\n${lines.join('')}\n${signed.join(';')}\n${payload}`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
