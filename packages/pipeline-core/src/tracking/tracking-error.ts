/** What a refusal is called in the protocol of MLflow, and the HTTP status that goes with it. */
export const trackingCodes = {
  INVALID_PARAMETER_VALUE: 400,
  BAD_REQUEST: 400,
  RESOURCE_ALREADY_EXISTS: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  RESOURCE_DOES_NOT_EXIST: 404,
  ENDPOINT_NOT_FOUND: 404,
  RESOURCE_CONFLICT: 409,
  REQUEST_LIMIT_EXCEEDED: 429,
  INTERNAL_ERROR: 500,
  NOT_IMPLEMENTED: 501,
  TEMPORARILY_UNAVAILABLE: 503,
} as const;
export type TrackingCode = keyof typeof trackingCodes;

/** A request of the protocol that is refused; the message is for whoever wrote the program. */
export class TrackingError extends Error {
  override name = 'TrackingError';
  readonly code: TrackingCode;
  /** Where in a text that was read the trouble begins, where one was read. */
  readonly at: number | undefined;

  constructor(code: TrackingCode, message: string, cause?: unknown, at?: number) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.at = at;
  }
}

/** A value that the protocol does not allow. */
export function invalid(message: string, at?: number): TrackingError {
  return new TrackingError('INVALID_PARAMETER_VALUE', message, undefined, at);
}

/** Something that is not there, or belongs to another project. */
export function missing(message: string): TrackingError {
  return new TrackingError('RESOURCE_DOES_NOT_EXIST', message);
}
