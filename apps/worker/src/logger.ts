import { pino } from 'pino';

/** The methods the worker uses of a logger: facts first, then a short sentence. */
export type Logger = {
  debug(facts: Record<string, unknown>, message: string): void;
  info(facts: Record<string, unknown>, message: string): void;
  warn(facts: Record<string, unknown>, message: string): void;
  error(facts: Record<string, unknown>, message: string): void;
};

export function createLogger(options: { level: string; name: string }): Logger {
  return pino({ level: options.level, name: options.name });
}
