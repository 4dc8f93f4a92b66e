/** A hash in one line, cut where there is no room: a last letter alone on a line helps nobody. All of it can be copied. */
export function HashText({ hash }: { hash: string }) {
  return (
    <code className="block truncate font-mono text-12" title={hash}>
      {hash}
    </code>
  );
}
