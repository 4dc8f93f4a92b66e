import { type TrackingCode, TrackingError, trackingCodes, writeBigJson } from '@millrace/pipeline-core/tracking';
import { describeError, Refusal, type RefusalKind } from '../errors';

const codeOfRefusal: Record<RefusalKind, TrackingCode> = {
  unauthorized: 'UNAUTHENTICATED',
  forbidden: 'PERMISSION_DENIED',
  'not-found': 'RESOURCE_DOES_NOT_EXIST',
  conflict: 'RESOURCE_CONFLICT',
  invalid: 'INVALID_PARAMETER_VALUE',
  busy: 'TEMPORARILY_UNAVAILABLE',
  'too-large': 'INVALID_PARAMETER_VALUE',
};

/**
 * Any thrown value as the protocol's refusal. Clients try 429 and everything from 500 on again for minutes, so what
 * stays as it is never gets such a code.
 */
export function mlflowRefusal(error: unknown): Response {
  if (error instanceof TrackingError) return refusal(error.code, error.message);
  if (error instanceof Refusal) {
    describeError(error, 'An MLflow request'); // logs what is the operator's
    return refusal(codeOfRefusal[error.kind], `${error.message} ${error.next}`);
  }
  const { status, report } = describeError(error, 'An MLflow request');
  const code = status < 500 ? 'INVALID_PARAMETER_VALUE' : status === 503 ? 'TEMPORARILY_UNAVAILABLE' : 'INTERNAL_ERROR';
  return refusal(code, `${report.message} ${report.next}`);
}

function refusal(code: TrackingCode, message: string): Response {
  return mlflowJson({ error_code: code, message }, trackingCodes[code]);
}

export function mlflowJson(body: Parameters<typeof writeBigJson>[0], status = 200): Response {
  return new Response(writeBigJson(body), { status, headers: { 'content-type': 'application/json' } });
}
