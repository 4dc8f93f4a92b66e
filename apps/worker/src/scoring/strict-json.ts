import { err, ok, type Result } from '@millrace/pipeline-core/result';

export type JsonProblem = {
  code: 'not-json' | 'nan' | 'too-deep' | 'duplicate-key' | 'number-too-large';
  message: string;
};

const quote = 34;
const backslash = 92;

/**
 * JSON of a request. Beyond what JSON.parse refuses it notices what would be silently changed: duplicate keys, whole
 * numbers beyond 2^53 - 1, numbers beyond the range of a double. `maxDepth` bounds nesting.
 */
export function parseStrictJson(text: string, options: { maxDepth: number }): Result<unknown, JsonProblem> {
  const problem = findProblem(text, options.maxDepth);
  if (problem !== null) return err(problem);
  try {
    return ok(JSON.parse(text));
  } catch (error) {
    return err({
      code: 'not-json',
      message: `The body is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    });
  }
}

/** One pass over the text; it does not check the grammar, JSON.parse does. */
function findProblem(text: string, maxDepth: number): JsonProblem | null {
  // Keys of the objects around the current place; null stands for an array.
  const open: (Set<string> | null)[] = [];
  let expectKey = false;
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      const end = endOfString(text, at);
      if (end < 0) return null;
      const keys = open.at(-1);
      if (expectKey && keys) {
        const repeated = addKey(keys, text.slice(at, end));
        if (repeated !== null) return repeated;
      }
      expectKey = false;
      at = end;
    } else if (code === 123 || code === 91) {
      open.push(code === 123 ? new Set() : null);
      if (open.length > maxDepth)
        return { code: 'too-deep', message: `The body nests deeper than ${maxDepth} levels.` };
      expectKey = code === 123;
      at += 1;
    } else if (code === 125 || code === 93) {
      open.pop();
      expectKey = false;
      at += 1;
    } else if (code === 44) {
      expectKey = open.at(-1) instanceof Set;
      at += 1;
    } else if (isTokenStart(code)) {
      const end = endOfToken(text, at);
      const problem = checkToken(text.slice(at, end));
      if (problem !== null) return problem;
      at = end;
    } else {
      at += 1;
    }
  }
  return null;
}

/** Index behind the closing quote; -1 when there is none. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === backslash) at += 1;
    else if (code === quote) return at + 1;
  }
  return -1;
}

function addKey(keys: Set<string>, raw: string): JsonProblem | null {
  const key = raw.includes('\\') ? unescapeKey(raw) : raw.slice(1, -1);
  if (keys.has(key))
    return { code: 'duplicate-key', message: `The field ${JSON.stringify(key)} is given twice in one object.` };
  keys.add(key);
  return null;
}

function unescapeKey(raw: string): string {
  try {
    return String(JSON.parse(raw));
  } catch {
    return raw; // a bad escape: JSON.parse of the whole body will say so
  }
}

/** Digits, minus and letters: numbers, literals and what is neither. */
function isTokenStart(code: number): boolean {
  return (
    (code >= 48 && code <= 57) ||
    code === 45 ||
    code === 43 ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122)
  );
}

function endOfToken(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && (isTokenStart(text.charCodeAt(at)) || text.charCodeAt(at) === 46)) at += 1;
  return at;
}

function checkToken(token: string): JsonProblem | null {
  if (/^[+-]?(nan|inf(inity)?)$/i.test(token)) {
    return { code: 'nan', message: `${token} is not JSON: send null for a missing number.` };
  }
  if (token.length < 4) return null;
  if (token.length >= 16 && /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token))) {
    return { code: 'number-too-large', message: `The whole number ${token} is beyond 2^53 - 1: send it as text.` };
  }
  if (/[eE]/.test(token) && /^-?\d/.test(token) && !Number.isFinite(Number(token))) {
    return { code: 'number-too-large', message: `The number ${token} is beyond the range of a double.` };
  }
  return null;
}
