/**
 * Types of one program and the rules that need them, in one process: what the compiler found out about a file is there when
 * the rules ask for it, so that nothing is read or inferred twice. A program of its own, because each takes its memory along.
 *
 * `check-program.ts TSCONFIG… [--types] [--lint] [--root FOLDER]`; ends with the sum of the codes in program-codes.ts.
 * Paths are of the root, which is the repository where no other is named. Several TSCONFIGs have the same settings, and their
 * files are one program: what both import is read once.
 */
import assert from 'node:assert/strict';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ESLint } from 'eslint';
import ts from 'typescript';
import { REPOSITORY_ROOT } from '../root';
import { BAD_LINT, BAD_TYPES } from './program-codes';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    types: { type: 'boolean', default: false },
    lint: { type: 'boolean', default: false },
    root: { type: 'string', default: REPOSITORY_ROOT },
  },
});
const { root } = values;
const configs = positionals;
if (configs.length === 0) throw new Error('usage: check-program.ts TSCONFIG… [--types] [--lint]');

const host: ts.FormatDiagnosticsHost = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => root,
  getNewLine: () => '\n',
};

function readConfig(file: string): ts.ParsedCommandLine {
  const { config: json, error } = ts.readConfigFile(file, ts.sys.readFile);
  if (error !== undefined) throw new Error(ts.formatDiagnostic(error, host));
  return ts.parseJsonConfigFileContent(json, ts.sys, path.dirname(file), undefined, file);
}

/** The program that `tsc -p` would check, or one of all their files together. */
function makeProgram(files: readonly string[]): ts.Program {
  const parsed = files.map(readConfig);
  const [settings, ...others] = parsed.map(({ options: { configFilePath: _, ...options } }) => options);
  for (const other of others) assert.deepEqual(other, settings, `the settings differ: ${files.join(', ')}`);
  return ts.createProgram({
    rootNames: [...new Set(parsed.flatMap(({ fileNames }) => fileNames))],
    options: { ...parsed[0]?.options, noEmit: true, incremental: false },
    configFileParsingDiagnostics: parsed.flatMap(({ errors }) => errors),
  });
}

/** What the compiler says of the files of this program; those of other workspaces are roots of a program of their own. */
function findTypeErrors(program: ts.Program): readonly ts.Diagnostic[] {
  const roots = new Set(program.getRootFileNames().map((name) => path.resolve(name)));
  const files = program.getSourceFiles().filter(({ fileName }) => roots.has(path.resolve(fileName)));
  const whole = [
    ...program.getConfigFileParsingDiagnostics(),
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
  ];
  const each = files.flatMap((file) => [
    ...program.getSyntacticDiagnostics(file),
    ...program.getSemanticDiagnostics(file),
  ]);
  return ts.sortAndDeduplicateDiagnostics([...whole, ...each]);
}

/** @returns what eslint has to say, as text, and whether an error is among it */
async function lint(program: ts.Program): Promise<{ text: string; bad: boolean }> {
  const eslint = new ESLint({
    cwd: root,
    overrideConfigFile: path.join(REPOSITORY_ROOT, 'eslint.config.mjs'),
    warnIgnored: false,
    overrideConfig: { languageOptions: { parserOptions: { programs: [program] } } },
  });
  const files = program.getRootFileNames().filter((name) => /(?<!\.d)\.tsx?$/.test(name));
  const results = await eslint.lintFiles(files);
  const formatter = await eslint.loadFormatter('stylish');
  return { text: await formatter.format(results), bad: results.some(({ errorCount }) => errorCount > 0) };
}

const program = makeProgram(configs.map((config) => path.resolve(root, config)));
let code = 0;
if (values.types) {
  const errors = findTypeErrors(program);
  if (errors.length > 0) console.log(ts.formatDiagnostics(errors, host));
  if (errors.some(({ category }) => category === ts.DiagnosticCategory.Error)) code += BAD_TYPES;
}
if (values.lint) {
  const { text, bad } = await lint(program);
  if (text !== '') console.log(text);
  if (bad) code += BAD_LINT;
}
process.exitCode = code;
