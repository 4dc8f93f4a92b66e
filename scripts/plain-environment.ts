/**
 * The variables of this process without those npm sets for its scripts: a command started for another account, or in
 * another folder, must find its own cache and settings.
 */
export function plainEnvironment(): NodeJS.ProcessEnv {
  const ownOfNpm = (name: string) => name.startsWith('npm_') || name === 'INIT_CWD';
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !ownOfNpm(name)));
}
