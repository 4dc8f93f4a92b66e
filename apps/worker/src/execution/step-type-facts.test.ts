import { listContracts } from '@millrace/pipeline-core/steps';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { stepTypeFacts } from './step-type-facts';

describe('what execution knows of a step type', () => {
  it('is what its contract says', () => {
    const facts = (flags: Parameters<typeof stepTypeFacts>[0]['flags']) =>
      stepTypeFacts({ type: 'own-code', version: 3, flags, params: z.object({}) });
    expect(facts({})).toEqual({
      type: 'own-code',
      version: 3,
      cacheable: false,
      ownProcess: false,
      foreignCode: false,
      team: false,
      outside: false,
    });
    expect(facts({ ownProcess: true, foreignCode: true })).toMatchObject({ ownProcess: true, foreignCode: true });
    expect(facts({ ownProcess: true })).toMatchObject({ ownProcess: true, foreignCode: false });
    expect(facts({ team: true }).team).toBe(true);
    expect(facts({ deterministic: true, ownProcess: true })).toMatchObject({ cacheable: true, ownProcess: true });
    expect(facts({ deterministic: true, effect: true }).cacheable).toBe(false);
  });

  it.each(listContracts().map((contract) => [contract.type, contract] as const))('%s', (_type, contract) => {
    const facts = stepTypeFacts(contract);
    expect(facts.ownProcess).toBe(contract.flags.ownProcess ?? false);
    expect(facts.ownLimit === undefined || facts.ownProcess, 'only a process of its own may be ended').toBe(true);
    expect(facts.foreignCode).toBe(contract.flags.foreignCode ?? false);
    expect(facts.inRounds ?? false).toBe(contract.trains?.inRounds ?? false);
    expect(contract.stage !== 'code' || facts.foreignCode, 'what authors write is foreign code').toBe(true);
    expect(!facts.foreignCode || facts.ownProcess, 'foreign code must not share a child').toBe(true);
    expect(contract.trains === undefined || facts.ownProcess, 'a fit has a process and a memory of its own').toBe(true);
    expect(contract.type !== 'sql' || facts.foreignCode, 'queries are what authors write').toBe(true);
  });
});
