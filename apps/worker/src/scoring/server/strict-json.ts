import { err, ok, type Result } from '@millrace/pipeline-core/result';

export type JsonProblem = {
  code: 'not-json' | 'nan' | 'too-deep' | 'duplicate-key' | 'number-too-large';
  message: string;
};

const quote = 34;
const backslash = 92;
const colon = 58;

/**
 * JSON of a request. Beyond what JSON.parse refuses it notices what would be silently changed: duplicate keys, whole
 * numbers beyond 2^53 - 1, numbers beyond the range of a double. `maxDepth` bounds nesting.
 */
export function parseStrictJson(text: string, options: { maxDepth: number }): Result<unknown, JsonProblem> {
  const plain = parsePlain(text, options.maxDepth);
  if (plain !== null) return ok(plain.value);
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

/**
 * Nearly every body at once: those in which nothing looks odd. Null where something needs the closer look, which also says
 * what is wrong. A key that is given twice shows as one that the parsed value lacks.
 */
function parsePlain(text: string, maxDepth: number): { value: unknown } | null {
  const keys = countKeys(text, maxDepth);
  if (keys === null) return null;
  try {
    const value: unknown = JSON.parse(text);
    return keysOf(value) === keys ? { value } : null;
  } catch {
    return null; // said by the closer look
  }
}

/** How many keys are given to objects; null where a token is odd or the text nests too deep. */
function countKeys(text: string, maxDepth: number): number | null {
  let keys = 0;
  let depth = 0;
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = endOfString(text, at);
      if (at < 0) return null;
      continue;
    }
    if (code === colon) keys += 1;
    else if (code === 123 || code === 91) depth += 1;
    else if (code === 125 || code === 93) depth -= 1;
    else if (isTokenStart(code)) {
      const end = endOfToken(text, at);
      if (!isHarmless(text, at, end)) return null;
      at = end;
      continue;
    }
    if (depth > maxDepth) return null;
    at += 1;
  }
  return keys;
}

/** A number of so few digits that it is what it says, or a word of JSON. */
function isHarmless(text: string, start: number, end: number): boolean {
  if (end - start > 15) return false;
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if ((code < 48 || code > 57) && code !== 45 && code !== 46) {
      const word = text.slice(start, end);
      return word === 'true' || word === 'false' || word === 'null';
    }
  }
  return true;
}

function keysOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const values: unknown[] = Array.isArray(value) ? value : Object.values(value);
  let keys = Array.isArray(value) ? 0 : values.length;
  for (const one of values) if (typeof one === 'object') keys += keysOf(one);
  return keys;
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
