import { PipelineError } from '@millrace/pipeline-core/errors';
import type { ConfigOf } from '@millrace/pipeline-core/sources';

/** What a server that speaks S3 said instead of what was asked for. */
export type S3Refusal = {
  status: number;
  /** Code and message of the XML body; empty where there was none. */
  code: string;
  message: string;
  /** Where the bucket is, if the server says so. */
  region: string | null;
  /** The server's clock less this machine's, in seconds. */
  ahead: number | null;
};

export type S3Asked = { config: ConfigOf<'s3'>; place: string; host: string; key: string | null };

type Words = { expected: string; next: string; passing?: true };

/** The refusal as an error in words: what to do depends on the code, and on the status where there is none. */
export function explainS3(asked: S3Asked, refusal: S3Refusal): PipelineError {
  const { expected, next, passing = false } = wordsFor(asked, refusal);
  const { status, message } = refusal;
  const code = refusal.code === '' ? `http-${status}` : refusal.code;
  const what = asked.key === null ? `the bucket ${asked.config.bucket}` : `the object ${asked.key}`;
  const said = message === '' ? '' : `: ${message.slice(0, 200).replace(/\.$/, '')}`;
  return new PipelineError({
    code: `s3-${toKebab(code)}`,
    family: passing ? 'operator' : 'pipeline',
    place: asked.place,
    seen: `${code} (${status}) from ${asked.host}${said}`,
    expected,
    next,
    message: `${asked.host} does not give ${what}: ${code} (${status})${said}. ${next}`,
  });
}

/** `NoSuchKey` as our codes are written: `no-such-key`. */
function toKebab(code: string): string {
  return code
    .replace(/[^A-Za-z0-9-]/g, '')
    .replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-')
    .toLowerCase()
    .slice(0, 60);
}

const elsewhere = new Set(['PermanentRedirect', 'AuthorizationHeaderMalformed', 'IllegalLocationConstraintException']);

function wordsFor(asked: S3Asked, refusal: S3Refusal): Words {
  const { config, key } = asked;
  const { code, status, region } = refusal;
  if (elsewhere.has(code) || status === 301) return wrongRegion(asked, region);
  const known = wordsByCode(asked, refusal);
  if (known !== null) return known;
  if (status >= 500 || status === 429 || status === 408)
    return {
      expected: 'an answer',
      next: 'It is tried again; if it stays, ask whoever runs the server.',
      passing: true,
    };
  if (status === 403 || status === 401) return denied(asked);
  if (status === 404 && key === null)
    return { expected: `the bucket ${config.bucket}`, next: 'Check the bucket, the server and the region.' };
  return { expected: 'a server that speaks S3', next: 'Check the server and how the bucket stands in the address.' };
}

function wordsByCode(asked: S3Asked, { code, ahead }: S3Refusal): Words | null {
  const { config } = asked;
  switch (code) {
    case 'NoSuchBucket':
      return { expected: `the bucket ${config.bucket}`, next: 'Check the bucket, the server and the region.' };
    case 'AccessDenied':
    case 'AllAccessDisabled':
      return denied(asked);
    case 'InvalidAccessKeyId':
      return { expected: 'an access key id the server knows', next: 'Check the access key id, and the server.' };
    case 'SignatureDoesNotMatch':
      return {
        expected: 'a signature made with the secret key of this access key id',
        next: `Check the secret: it must hold the secret key that belongs to ${config.accessKey}.${clockHint(ahead)}`,
      };
    case 'RequestTimeTooSkewed':
    case 'RequestExpired':
      return {
        expected: 'clocks that agree',
        next: `Set the clock of the machine that Millrace runs on.${clockHint(ahead)}`,
      };
    case 'InvalidObjectState':
      return {
        expected: 'an object that can be read at once',
        next: 'It lies in an archive: restore it, or leave it out by prefix or pattern.',
      };
    default:
      return null;
  }
}

function denied({ config, key }: S3Asked): Words {
  const right = key === null ? 's3:ListBucket on the bucket' : 's3:GetObject on its objects';
  const who = config.accessKey === '' ? 'Give an access key, or let anyone read' : `Give ${config.accessKey} the right`;
  return {
    expected: `the right ${right}`,
    next: `${who}: ${right}${config.prefix === '' ? '' : ` below ${config.prefix}`}.`,
  };
}

function wrongRegion({ config }: S3Asked, region: string | null): Words {
  return {
    expected: `a bucket in ${config.region}`,
    next:
      region === null
        ? 'Set the region of the bucket, and the server if one is given.'
        : `The bucket is in ${region}: set that as the region of the source.`,
  };
}

/** Below five minutes no server minds. */
const noticeable = 60;

function clockHint(ahead: number | null): string {
  if (ahead === null || Math.abs(ahead) < noticeable) return '';
  return ` The clock here is ${Math.abs(ahead)} s ${ahead > 0 ? 'behind' : 'ahead of'} that of the server.`;
}
