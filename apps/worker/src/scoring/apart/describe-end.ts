/** How a model process ended. */
export type ProcessEnd = {
  /** Goes on from “its process …”, and says nothing of what is inside: callers read it. */
  how: string;
  /** What it last said, cut: for the log, and for the people who run it. */
  detail: string | null;
};

const longestDetail = 300;

/** The end of a process, from what the system says of it and what it wrote to stderr. */
export function describeEnd(end: { code: number | null; signal: NodeJS.Signals | null; words: string }): ProcessEnd {
  const how = end.signal === null ? `ended with code ${end.code ?? '?'}` : `was ended by ${end.signal}`;
  const isMemory = /heap out of memory|Cannot allocate memory|bad_alloc/.test(end.words);
  return { how: isMemory ? `${how}: it was out of memory` : how, detail: errorLine(end.words) };
}

/** The first line that names an error, as Node and V8 write it (the last one is the version of Node); else the first that is not blank. */
function errorLine(words: string): string | null {
  const lines = words.split('\n').flatMap((line) => line.trim() || []);
  const named = lines.find((line) => /^(Uncaught )?([A-Z]\w*)?(Error|Exception)\b|^(# )?fatal error\b/i.test(line));
  return (named ?? lines[0])?.slice(0, longestDetail) ?? null;
}
