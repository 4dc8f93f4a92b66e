import { expect, it } from 'vitest';
import { z } from 'zod';
import { startProgram } from './program';

const anything = z.object({ home: z.string().nullable() });

it('a program does not get a variable that is taken from it', async () => {
  const tell = 'process.stdin.once("data", () => console.log(JSON.stringify({ home: process.env.HOME ?? null })))';
  const program = startProgram(process.execPath, ['-e', tell], { variables: { HOME: undefined } });
  expect(await program.ask(anything, {})).toEqual({ home: null });
  await program.close();
});

it('a program that has ended answers no further request, and nobody waits for it', async () => {
  const program = startProgram(process.execPath, ['-e', 'process.exit(3)']);
  await expect(program.ask(anything, {})).rejects.toThrow('ended (3)');
  await expect(program.ask(anything, {})).rejects.toThrow('has ended (3)');
  await program.close();
});
