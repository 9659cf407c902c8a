// What every run registry does: one suite for all.
import { describe, expect, it } from 'vitest';
import type { RunRegistry } from '../../application/ports/run-registry.port.ts';
import { sessionName } from '../../domain/session/session-name.ts';

const alpha = sessionName('alpha');
const beta = sessionName('beta');

/** Registries that know of one another, as several builds do. A build lives while its token is in `alive`. */
export interface RegistriesUnderTest {
  registry(): RunRegistry;
  readonly alive: Set<string>;
}

/** `open` gives registries without a claim for each call. */
export function runRegistryContract(open: () => RegistriesUnderTest): void {
  const endpoint = (token: string) => ({ url: 'http://127.0.0.1:1', token });

  describe('run registry contract', () => {
    it('refuses a session that a live build has', async () => {
      const { registry, alive } = open();
      alive.add('one');
      await registry().claim(alpha, endpoint('one'));
      await expect(registry().claim(alpha, endpoint('two'))).rejects.toMatchObject({ code: 'SESSION.BUSY' });
    });

    it('has a claim for each session', async () => {
      const { registry, alive } = open();
      alive.add('one').add('two');
      await registry().claim(alpha, endpoint('one'));
      await expect(registry().claim(beta, endpoint('two'))).resolves.toBeTypeOf('function');
    });

    it('gives a session to the next one when it was given back', async () => {
      const { registry, alive } = open();
      alive.add('one').add('two');
      const giveBack = await registry().claim(alpha, endpoint('one'));
      await giveBack();
      await expect(registry().claim(alpha, endpoint('two'))).resolves.toBeTypeOf('function');
    });

    it('replaces the claim of a dead build, which cannot give back what it lost', async () => {
      const { registry, alive } = open();
      const giveBack = await registry().claim(alpha, endpoint('dead'));
      alive.add('next');
      await registry().claim(alpha, endpoint('next'));
      await giveBack();
      await expect(registry().claim(alpha, endpoint('late'))).rejects.toMatchObject({ code: 'SESSION.BUSY' });
    });

    it('gives a session that was never claimed, or that a dead build had, to one of many', async () => {
      const { registry, alive } = open();
      for (let round = 0; round < 20; round++) {
        if (round % 2 === 1) await registry().claim(alpha, endpoint('dead'));
        const tokens = Array.from({ length: 8 }, (_, index) => `${round}-${index}`);
        for (const token of tokens) alive.add(token);
        const claims = await Promise.allSettled(
          tokens.map((token) => registry().claim(alpha, endpoint(token))),
        );
        const won = claims.flatMap((claim) => (claim.status === 'fulfilled' ? [claim.value] : []));
        expect(won).toHaveLength(1);
        for (const giveBack of won) await giveBack();
      }
    });
  });
}
