import path from 'node:path';
import { expect, it } from 'vitest';
import { quarantineLimits } from '../../src/core/store.ts';
import { openStore } from '../../src/storage/open.ts';
import { temporaryFolder } from './folder.ts';
import { later, start } from './samples.ts';

const problems = [{ path: 'title', message: 'a title is missing' }];

async function filled(source: string, bodies: readonly string[]) {
  const store = await openStore(`sqlite:${path.join(temporaryFolder(), 'store.db')}`, { now: () => start });
  const aside = (body: string, index: number) => ({ id: `Q-${index}`, source, delivery: `d-${index}`, receivedAt: later(index), body, problems });
  for (const [index, body] of bodies.entries()) await store.commit({ quarantine: [aside(body, index)] });
  return { store, aside };
}

it('beyond its bytes, quarantine keeps what is wrong and not the body, and says so; there is room again once something was replayed', async () => {
  const big = 'x'.repeat(quarantineLimits.ofOneSource.bytes / 4);
  const { store, aside } = await filled('generic', [big, big, big, big, 'one too many']);
  const kept = await store.quarantined();
  expect(kept.map(({ body }) => body.length > 0)).toEqual([true, true, true, true, false]);
  expect(kept[4]).toMatchObject({ delivery: 'd-4', problems: [problems[0], { message: expect.stringContaining('the quarantine was full') }] });
  await store.markReplayed('Q-0', later(60));
  await store.commit({ quarantine: [aside('fits again', 5)] });
  expect((await store.quarantined()).at(-1)?.body).toBe('fits again');
  expect((await store.verify()).firstBreak).toBeNull();
  await store.close();
});

it('beyond its rows, quarantine counts what one source sends, with the last of it, and another source has room', async () => {
  const { rows } = quarantineLimits.ofOneSource;
  const { store, aside } = await filled(
    'generic',
    Array.from({ length: rows + 3 }, (_, index) => `{"n":${index}}`),
  );
  await expect(store.commit({ quarantine: [aside('a repeat', 0)] })).rejects.toThrow(/in quarantine already/);
  await store.commit({ quarantine: [{ ...aside('{', rows + 3), source: 'okta' }] });
  expect(await store.quarantined()).toHaveLength(rows + 1);
  expect(await store.unkept()).toEqual([{ source: 'generic', count: 3, last: { delivery: `d-${rows + 2}`, receivedAt: later(rows + 2), problems } }]);
  expect(await store.backlog()).toMatchObject({ quarantined: rows + 1, unkept: 3 });
  await store.close();
});
