import type { FunctionEntry } from './function-entry';
import { arithmeticFunctions } from './functions/arithmetic';
import { binFunctions } from './functions/bins';
import { comparisonFunctions } from './functions/comparison';
import { conversionFunctions } from './functions/conversion';
import { dateArithmeticFunctions } from './functions/date-arithmetic';
import { dateFormatFunctions } from './functions/date-formats';
import { dateFunctions } from './functions/dates';
import { listFunctions } from './functions/lists';
import { localTimeFunctions } from './functions/local-time';
import { logicFunctions } from './functions/logic';
import { mathematicsFunctions } from './functions/mathematics';
import { patternFunctions } from './functions/patterns';
import { roundingFunctions } from './functions/rounding';
import { textFunctions } from './functions/text';
import { textCutFunctions } from './functions/text-cut';
import { vectorFunctions } from './functions/vectors';
import { editDistance } from './similarity';

/** Every function of the language. The checker, both compilers, the documentation and the equality test read it. */
export const functionEntries: readonly FunctionEntry[] = [
  ...arithmeticFunctions,
  ...roundingFunctions,
  ...mathematicsFunctions,
  ...comparisonFunctions,
  ...logicFunctions,
  ...conversionFunctions,
  ...textFunctions,
  ...textCutFunctions,
  ...patternFunctions,
  ...dateFunctions,
  ...dateArithmeticFunctions,
  ...dateFormatFunctions,
  ...localTimeFunctions,
  ...binFunctions,
  ...listFunctions,
  ...vectorFunctions,
];

const byName = new Map(functionEntries.map((entry) => [entry.name, entry]));

export function functionNamed(name: string): FunctionEntry | undefined {
  return byName.get(name);
}

/** The three names nearest to a wrong one. */
export function nearestFunctions(name: string): string[] {
  const distance = (candidate: string) => editDistance([...name], [...candidate]);
  return [...byName.keys()].sort((a, b) => distance(a) - distance(b)).slice(0, 3);
}

function signature(entry: FunctionEntry): string[] {
  return entry.overloads.map((overload) => {
    const values = overload.args.map((type) => type as string);
    const written = overload.constants.filter(({ frozen }) => frozen !== true);
    const constants = written.map((constant) => ('fallback' in constant ? `[${constant.name}]` : constant.name));
    const list = [...values, ...(overload.variadic ? ['…'] : []), ...constants];
    return `${entry.name}(${list.join(', ')}) → ${overload.returns}`;
  });
}

/** What the editor shows about each function. */
export const functionDocs: readonly {
  name: string;
  signatures: readonly string[];
  doc: string;
  group: string;
  example: string;
}[] = functionEntries.map((entry) => ({
  name: entry.name,
  signatures: signature(entry),
  doc: entry.doc,
  group: entry.group,
  example: entry.example,
}));
