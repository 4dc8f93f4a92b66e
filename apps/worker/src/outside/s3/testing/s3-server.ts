import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { verifySignature } from './verify-signature';

export type StoredObject = { body: Buffer; modified: Date; etag: string };

/** Answers a request itself and says so with true. */
type Intercept = (asked: Asked, response: ServerResponse) => boolean;
export type Asked = { method: string; path: string; query: URLSearchParams; headers: IncomingMessage['headers'] };

export type TestS3 = {
  endpoint: string;
  objects: Map<string, StoredObject>;
  asked: Asked[];
  put(key: string, body: string | Buffer, modified?: string): void;
  /** What happens before a request is answered: a server that is slow, wrong, or elsewhere. */
  intercept: Intercept;
  /** Whether signatures are asked for; a public bucket wants none. */
  isOpen: boolean;
  /** How far the server's clock is ahead, in seconds. */
  ahead: number;
  close(): Promise<void>;
};

export const testKey = { accessKey: 'AKTESTKEY', secretKey: 'sec/ret+key=of-the-test', region: 'eu-test-1' };
export const testBucket = 'shop';

/** A small server that speaks S3: it checks every signature by itself, lists in pages and hands out objects. */
export async function startTestS3(): Promise<TestS3> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listens on a port, so it is no pipe
  const s3: TestS3 = {
    endpoint: `http://127.0.0.1:${port}`,
    objects: new Map(),
    asked: [],
    put(key, body, modified = '2026-01-01T00:00:00.000Z') {
      const bytes = Buffer.from(body);
      const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
      s3.objects.set(key, { body: bytes, modified: new Date(modified), etag });
    },
    intercept: () => false,
    isOpen: false,
    ahead: 0,
    close: () => closeServer(server),
  };
  server.on('request', (request, response) => answer(s3, request, response));
  return s3;
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

function answer(s3: TestS3, request: IncomingMessage, response: ServerResponse): void {
  const target = request.url ?? '/';
  const url = new URL(target, s3.endpoint);
  const { method = 'GET' } = request;
  const path = decodeURIComponent(url.pathname);
  const asked = { method, path, query: url.searchParams, headers: request.headers };
  const now = new Date(Date.now() + s3.ahead * 1000);
  response.setHeader('date', now.toUTCString());
  s3.asked.push(asked);
  if (s3.intercept(asked, response)) return;
  const headers = request.headers as Record<string, string | undefined>; // none that S3 signs comes twice
  const verdict = s3.isOpen ? 'right' : verifySignature({ method, target, headers }, { ...testKey, now });
  if (verdict !== 'right') {
    const [status, code, message] = refusals[verdict];
    refuse(response, status, code, message);
    return;
  }
  const [, bucket, ...rest] = path.split('/');
  if (bucket !== testBucket) refuse(response, 404, 'NoSuchBucket', 'The specified bucket does not exist');
  else if (rest.length === 0) list(s3, asked, response);
  else get(s3, { key: rest.join('/'), asked }, response);
}

const refusals = {
  unsigned: [403, 'AccessDenied', 'Access Denied'],
  'unknown key': [403, 'InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.'],
  'wrong signature': [403, 'SignatureDoesNotMatch', 'The request signature we calculated does not match.'],
  'wrong time': [
    403,
    'RequestTimeTooSkewed',
    'The difference between the request time and the server time is too large.',
  ],
  'wrong region': [400, 'AuthorizationHeaderMalformed', `the region is wrong; expecting '${testKey.region}'`],
} as const;

export function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  const region = code === 'AuthorizationHeaderMalformed' ? `<Region>${testKey.region}</Region>` : '';
  response
    .writeHead(status, { 'content-type': 'application/xml' })
    .end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message>${region}</Error>`);
}

function list(s3: TestS3, { query }: Asked, response: ServerResponse): void {
  const prefix = query.get('prefix') ?? '';
  const after = Buffer.from(query.get('continuation-token') ?? '', 'base64').toString();
  const most = Math.min(1000, Number(query.get('max-keys') ?? 1000));
  const keys = [...s3.objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  const page = keys.slice(0, most);
  const next = Buffer.from(page.at(-1) ?? '').toString('base64');
  const contents = page.map((key) => {
    const { body, modified, etag } = s3.objects.get(key)!;
    const written = encodeURIComponent(key).replaceAll('%2F', '/').replaceAll('%20', '+');
    return `<Contents><Key>${written}</Key><LastModified>${modified.toISOString()}</LastModified><ETag>&quot;${etag.slice(1, -1)}&quot;</ETag><Size>${body.length}</Size></Contents>`;
  });
  const more = keys.length > page.length;
  response
    .writeHead(200, { 'content-type': 'application/xml' })
    .end(
      `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><EncodingType>url</EncodingType><IsTruncated>${more}</IsTruncated>${
        more ? `<NextContinuationToken>${next}</NextContinuationToken>` : ''
      }${contents.join('')}</ListBucketResult>`,
    );
}

function get(s3: TestS3, { key, asked }: { key: string; asked: Asked }, response: ServerResponse): void {
  const object = s3.objects.get(key);
  if (object === undefined) {
    refuse(response, 404, 'NoSuchKey', 'The specified key does not exist.');
    return;
  }
  const wanted = asked.headers['if-match'];
  if (wanted !== undefined && wanted !== object.etag)
    refuse(response, 412, 'PreconditionFailed', 'At least one of the pre-conditions did not hold');
  else response.writeHead(200, { etag: object.etag, 'content-length': object.body.length }).end(object.body);
}
