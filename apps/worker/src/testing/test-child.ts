import { testProgram } from './test-program';

/** The program of step children, for the tests of a file. */
export function testChild(): string {
  return testProgram('child/main.ts');
}
