import path from 'node:path';
import ts from 'typescript';
import { REPOSITORY_ROOT } from '../root';

/** A file as the documentation shows it; `lines` are added to a file that exists. */
export type ExampleFile = { path: string; code: string };

/**
 * Type-checks files that exist only in the documentation, in their place among those that do.
 * @returns what the compiler says, as "path: message"
 */
export function compileExample(files: readonly ExampleFile[], check: readonly string[]): string[] {
  const overlay = new Map(files.map((file) => [path.join(REPOSITORY_ROOT, file.path), file.code]));
  const options = compilerOptions();
  const host = ts.createCompilerHost(options, true);
  const { fileExists, readFile } = host;
  host.fileExists = (file) => overlay.has(file) || fileExists(file);
  host.readFile = (file) => overlay.get(file) ?? readFile(file);
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (file, language, ...rest) => {
    const code = overlay.get(file);
    return code === undefined
      ? getSourceFile(file, language, ...rest)
      : ts.createSourceFile(file, code, language, true);
  };
  const roots = check.map((file) => path.join(REPOSITORY_ROOT, file));
  const program = ts.createProgram(roots, options, host);
  return roots.flatMap((root) => {
    const source = program.getSourceFile(root);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    const name = path.relative(REPOSITORY_ROOT, root);
    return found.map(({ messageText }) => `${name}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
  });
}

function compilerOptions(): ts.CompilerOptions {
  const file = path.join(REPOSITORY_ROOT, 'tsconfig.base.json');
  const { config } = ts.readConfigFile(file, ts.sys.readFile);
  return { ...ts.parseJsonConfigFileContent(config, ts.sys, REPOSITORY_ROOT).options, noEmit: true };
}
