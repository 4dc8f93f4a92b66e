const level = '    ';

/** Blanks that the next line of Python begins with, given the text before the cursor: those of this line, more behind a colon. */
export function nextIndent(before: string): string {
  const line = before.slice(before.lastIndexOf('\n') + 1);
  const own = /^[ \t]*/.exec(line)?.[0] ?? '';
  if (/:\s*(#.*)?$/.test(line)) return own + level;
  return /^\s*(return|pass|break|continue|raise)\b/.test(line)
    ? own.slice(0, Math.max(0, own.length - level.length))
    : own;
}
