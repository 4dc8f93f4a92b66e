import { Refusal } from '../errors';

/** A page of another site cannot upload in a signed-in person's name. */
export function refuseOtherOrigins(request: Request): void {
  const origin = request.headers.get('origin');
  const host = request.headers.get('x-forwarded-host') ?? request.headers.get('host');
  if (origin !== null && (!URL.canParse(origin) || new URL(origin).host !== host))
    throw new Refusal('forbidden', 'This upload comes from another site.', 'Upload from a page of Millrace.');
}
