import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { shownInError } from './hidden-paths';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'millrace-hidden-')));
afterAll(() => rmSync(root, { recursive: true, force: true }));
mkdirSync(join(root, 'home/me/venv'), { recursive: true });
symlinkSync(join(root, 'home'), join(root, 'link'));

const home = { what: 'the home folder', path: join(root, 'home/me'), inSystem: false };
const ask = (folders: string[], hidden = home) => shownInError([{ name: 'ml', folders }], [hidden]);

it('an environment below a folder shows nothing else of it; one that is it or holds it does, by whatever name', async () => {
  expect(await ask([join(root, 'home/me/venv'), join(root, 'home/m')])).toBeNull();
  expect(await ask([join(root, 'home/me')])).toBe(
    `the environment “ml” takes ${join(root, 'home/me')}, where the home folder lies`,
  );
  expect(await ask([join(root, 'link')])).toMatch(/link, where the home folder lies$/);
  expect(await ask(['/'])).toMatch(/ takes \/, where/);
});

it('what the fence shows of the system in any case counts for what must not lie there', async () => {
  const watched = { what: 'a watched folder', path: '/usr/local/share/in', inSystem: true };
  expect(await ask([], watched)).toBe('the fence shows /usr, where a watched folder lies');
  // The home folder of a user of the system, as that of `daemon`.
  expect(await ask(['/usr', '/usr/local'], { ...home, path: '/usr/sbin' })).toBeNull();
});
