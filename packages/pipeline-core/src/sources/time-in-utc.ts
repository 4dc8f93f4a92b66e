/**
 * A moment in a sentence that is written where nobody's time zone is known: "2026-11-02 08:30 UTC", with seconds only
 * where there are some. Pages say it in the zone of their reader.
 */
export function timeInUtc(time: string): string {
  const iso = new Date(time).toISOString();
  const seconds = iso.slice(16, 19);
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)}${seconds === ':00' ? '' : seconds} UTC`;
}

/** What became of a replay: its sentence, with the time it was of in UTC. */
export function replayWords({ rows, from, to }: { rows: string; from: string; to: string }): string {
  return `Landed ${rows} again, of ${timeInUtc(from)} to ${timeInUtc(to)}.`;
}

const time = '(\\d{4}-\\d\\d-\\d\\d)[ T](\\d\\d:\\d\\d(?::\\d\\d)?)(?:\\.\\d+)?(?: UTC|Z)';
const replayed = new RegExp(`^(Landed [\\d,]+ rows? again, of )${time} to ${time}\\.$`);

/** That sentence with its times as `say` says them; others, which may name files and columns, as they are. */
export function withReplayTimes(sentence: string, say: (time: string) => string): string {
  return sentence.replace(
    replayed,
    (_whole, start: string, fromDay: string, fromClock: string, toDay: string, toClock: string) =>
      `${start}${say(`${fromDay}T${fromClock}Z`)} to ${say(`${toDay}T${toClock}Z`)}.`,
  );
}
