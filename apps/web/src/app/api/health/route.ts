export const dynamic = 'force-dynamic';

/** Says that the web server answers; the start command and load balancers ask here. */
export function GET(): Response {
  return Response.json({ ok: true });
}
