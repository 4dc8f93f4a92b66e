/**
 * A moment in a sentence that is written where nobody's time zone is known: "2026-11-02 08:30 UTC", with seconds only
 * where there are some. Pages say it in the zone of their reader.
 */
export function timeInUtc(time: string): string {
  const iso = new Date(time).toISOString();
  const seconds = iso.slice(16, 19);
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)}${seconds === ':00' ? '' : seconds} UTC`;
}
