import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ActionsBlock, Button } from '@slack/types';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { actionDigest, type Proposal } from '../../src/core/proposal.ts';
import type { Store } from '../../src/core/store.ts';
import { rotateButtonKeys } from '../../src/kit/button-keys.ts';
import { buttons, decode, encode, modals } from '../../src/slack/contracts.ts';
import { type Spot, sealer } from '../../src/slack/seal.ts';
import { actions, press } from '../../src/slack/views/blocks.ts';
import { openStore } from '../../src/storage/open.ts';
import { times } from '../depth.ts';
import { later, sampleProposal, start } from '../storage/samples.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'firebreak-seal-'));
let now = start;
let store: Store;
const exact = (id: string, changes: Partial<Proposal> = {}) => {
  const proposal = sampleProposal(id, changes);
  return { ...proposal, digest: actionDigest(proposal) };
};
const shown = exact('P-3', { edition: 2 });
const value = { proposal: 'P-3', edition: 2 };
const here = { channel: 'C1' };

beforeAll(async () => {
  store = await openStore(`sqlite:${path.join(folder, 'seal.db')}`, { now: () => now });
  await store.commit({ state: [shown, exact('P-4', { edition: 2 })].map((proposal) => ({ put: 'proposal', value: proposal }) as const) });
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const bot = (of: Store = store) => ({ store: of, now: () => now });
const ours = () => sealer(bot(), 'T1');

/** The value of a sealed button in this spot. */
async function sealed(spot: Spot, seal = ours(), what = value): Promise<string> {
  const [row] = (await seal.blocks(actions('P-1', [press(buttons.contain, what, 'Contain')]), spot)) as [ActionsBlock];
  return (row.elements[0] as Button).value ?? '';
}

/** The same store, in which one proposal stands differently. */
function where(changed: Proposal): Store {
  return { ...store, get: (async (name, id) => (id === changed.id ? changed : store.get(name, id))) as Store['get'] };
}

describe('a button', () => {
  it('comes back as it was drawn', async () => {
    expect(decode(buttons.contain, await ours().openButton('contain', await sealed(here), here))).toEqual(value);
  });

  it.each<[string, string, Spot, string]>([
    ['in another channel', 'contain', { channel: 'C2' }, 'T1'],
    ['shown to one person, pressed by another', 'contain', { channel: 'C1', user: 'U2' }, 'T1'],
    ['as another button', 'undo', here, 'T1'],
    ['in another workspace', 'contain', here, 'T2'],
  ])('is worth nothing %s', async (_name, contract, spot, team) => {
    await expect(sealer(bot(), team).openButton(contract, await sealed(here), spot)).rejects.toThrow(InputError);
  });

  it.each<[string, Partial<Proposal>]>([
    ['its edition', { edition: 3 }],
    ['its digest', { digest: 'c'.repeat(64) }],
    ['its expiry', { expiresAt: later(86_400) }],
  ])('is worth nothing once its proposal is another in %s', async (_name, changes) => {
    await expect(sealer(bot(where({ ...shown, ...changes })), 'T1').openButton('contain', await sealed(here), here)).rejects.toThrow(
      'has changed since',
    );
  });

  it('with any bit of it flipped is worth nothing', async () => {
    const whole = Buffer.from(await sealed(here));
    const flipped = fc.nat(whole.length * 8 - 1).map((bit) => {
      const copy = Buffer.from(whole);
      copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return copy.toString('latin1');
    });
    await fc.assert(
      fc.asyncProperty(flipped, async (forged) => {
        await expect(ours().openButton('contain', forged, here)).rejects.toThrow(InputError);
      }),
      { numRuns: times({ quick: 500, ci: 5_000, deep: 100_000 }) },
    );
  });

  it('put together from parts of others is worth nothing', async () => {
    const spots: readonly Spot[] = [here, { channel: 'C2' }, { channel: 'C1', user: 'U1' }];
    const whats = [value, { proposal: 'P-4', edition: 2 }, { proposal: 'P-3', edition: 1 }];
    const drawn = await Promise.all(
      spots.flatMap((spot) => whats.map(async (what) => ({ spot, parts: (await sealed(spot, ours(), what)).split('.') }))),
    );
    const one = fc.constantFrom(...drawn);
    await fc.assert(
      fc.asyncProperty(one, one, one, fc.constantFrom(...spots), async (key, mac, said, spot) => {
        const genuine = mac.spot === spot && mac.parts.slice(2).join('.') === said.parts.slice(2).join('.');
        const forged = [key.parts[0], mac.parts[1], said.parts.slice(2).join('.')].join('.');
        const opened = ours().openButton('contain', forged, spot);
        await (genuine ? expect(opened).resolves.toBeTypeOf('string') : expect(opened).rejects.toThrow(InputError));
      }),
      { numRuns: times({ quick: 300, ci: 5_000, deep: 100_000 }) },
    );
  });

  it.each(['', '.', '{"proposal":"P-3","edition":2}', `.${JSON.stringify(value)}`, `00000000.${'A'.repeat(27)}.${JSON.stringify(value)}`])(
    'without a seal is worth nothing: %s',
    async (forged) => {
      await expect(ours().openButton('contain', forged, here)).rejects.toThrow(InputError);
    },
  );

  it('says why it is not taken, and what to do', async () => {
    const next = 'Open the incident again and use the buttons there.';
    const says = (message: string) => expect.objectContaining({ message, next });
    await expect(ours().openButton('contain', 'x', here)).rejects.toEqual(says('This button was not drawn by Firebreak. Nothing was done.'));
    const elsewhere = 'This button was not drawn by Firebreak for this place, or what it is about has changed since. Nothing was done.';
    await expect(ours().openButton('contain', await sealed(here), { channel: 'C2' })).rejects.toEqual(says(elsewhere));
    const unknown = 'This button was sealed with a key that is no longer taken. Nothing was done.';
    const stranger = (await sealed(here)).replace(/^.{8}/, '00000000');
    await expect(ours().openButton('contain', stranger, here)).rejects.toEqual(says(unknown));
  });

  it('with a shorter seal is worth nothing', async () => {
    const [key, mac = '', ...rest] = (await sealed(here)).split('.');
    await expect(ours().openButton('contain', [key, mac.slice(0, 26), ...rest].join('.'), here)).rejects.toThrow('was not drawn by Firebreak');
  });

  it('that leads elsewhere, and all that is no button, is left as it is', async () => {
    const text = { type: 'plain_text', text: 'Open' } as const;
    const link: Button = { type: 'button', action_id: 'open', text, url: 'https://acme.example' };
    const rows = [
      { type: 'actions', elements: [link, { type: 'overflow', action_id: 'more', options: [{ text, value: 'v' }] }] },
      { type: 'section', text: { type: 'mrkdwn', text: 'x' } },
    ] as const;
    expect(await ours().blocks(rows as unknown as Parameters<ReturnType<typeof ours>['blocks']>[0], here)).toEqual(rows);
  });

  it('about no proposal is bound to its place and value alone', async () => {
    const row = (await ours().blocks(actions('INC-1', [press(buttons.take, { incident: 'INC-1' }, 'Take')]), here)) as [ActionsBlock];
    const drawn = (row[0].elements[0] as Button).value ?? '';
    expect(decode(buttons.take, await ours().openButton('take', drawn, here))).toEqual({ incident: 'INC-1' });
    await expect(ours().openButton('take', drawn.replace('INC-1', 'INC-2'), here)).rejects.toThrow(InputError);
  });

  it('survives a new key for a day, and not two new keys', async () => {
    const before = await sealed(here);
    await rotateButtonKeys(store, now);
    expect(await ours().openButton('contain', before, here)).toBe(encode(buttons.contain, value));
    const after = await sealed(here);
    expect(after.split('.')[0]).not.toBe(before.split('.')[0]);
    now = later(24 * 3600 - 1);
    await ours().openButton('contain', before, here);
    now = later(24 * 3600);
    await expect(ours().openButton('contain', before, here)).rejects.toThrow('no longer taken');
    await ours().openButton('contain', after, here);
    await rotateButtonKeys(store, now);
    await ours().openButton('contain', after, here);
    await rotateButtonKeys(store, now);
    await expect(ours().openButton('contain', after, here)).rejects.toThrow('no longer taken');
    now = start;
  });

  it('drawn by one process is taken by another on the same store, and by none on another store', async () => {
    const drawn = await sealed(here);
    expect(await sealer(bot(), 'T1').openButton('contain', drawn, here)).toBe(encode(buttons.contain, value));
    const elsewhere = await openStore(`sqlite:${path.join(folder, 'other.db')}`, { now: () => now });
    await expect(sealer(bot(elsewhere), 'T1').openButton('contain', drawn, here)).rejects.toThrow('no longer taken');
    await elsewhere.close();
  });
});

describe('a form', () => {
  const open = () => ours().view('contain', encode(modals.contain, value), 'U1', 'C1');

  it('comes back with its value and where it was opened', async () => {
    const passage = await ours().openView('contain', await open(), 'U1');
    expect([decode(modals.contain, passage.value), passage.channel]).toEqual([value, 'C1']);
  });

  it.each([
    ['by somebody else', 'contain', 'U2', 0],
    ['as another form', 'undo', 'U1', 0],
    ['after a quarter of an hour', 'contain', 'U1', 15 * 60 + 1],
  ])('is not taken %s', async (_name, contract, user, seconds) => {
    const opened = await open();
    now = later(seconds);
    await expect(ours().openView(contract, opened, user)).rejects.toThrow(InputError);
    now = start;
  });

  it('opened from nowhere comes back from nowhere, and stays open for a quarter of an hour to the second', async () => {
    const opened = await ours().view('contain', encode(modals.contain, value), 'U1', undefined);
    expect(Object.keys(JSON.parse(opened))).not.toContain('channel');
    now = later(15 * 60);
    expect(await ours().openView('contain', opened, 'U1')).not.toHaveProperty('channel');
    now = later(15 * 60 + 1);
    const message = 'This form was open for more than 15 minutes. Nothing was done.';
    await expect(ours().openView('contain', opened, 'U1')).rejects.toEqual(expect.objectContaining({ message }));
    now = start;
  });

  it('says why it is not taken', async () => {
    const says = (message: string) => expect.objectContaining({ message });
    await expect(ours().openView('contain', 'x', 'U1')).rejects.toEqual(says('This form was not opened by Firebreak. Nothing was done.'));
    const elsewhere = 'This form was not drawn by Firebreak for this place, or what it is about has changed since. Nothing was done.';
    await expect(ours().openView('contain', await open(), 'U2')).rejects.toEqual(says(elsewhere));
  });

  it('is not taken once what it showed has changed', async () => {
    const changed = sealer(bot(where({ ...shown, digest: 'c'.repeat(64) })), 'T1');
    await expect(changed.openView('contain', await open(), 'U1')).rejects.toThrow('has changed since');
  });

  it.each<[string, (opened: string) => string]>([
    ['nothing', () => ''],
    ['no JSON', () => 'x'],
    ['an empty object', () => '{}'],
    ['a value without a seal', () => encode(modals.contain, value)],
    ['a shorter seal', (opened) => opened.replace(/"seal":"./, '"seal":"')],
    ['another channel', (opened) => opened.replace('C1', 'C2')],
    ['another proposal', (opened) => opened.replace('P-3', 'P-4')],
  ])('that we did not open is not taken: %s', async (_name, forge) => {
    await expect(ours().openView('contain', forge(await open()), 'U1')).rejects.toThrow(InputError);
  });
});

describe('a value', () => {
  it('of another version is refused with a sentence', () => {
    expect(() => decode(buttons.contain, '{"proposal":"P-3"}')).toThrow('another version');
    expect(() => decode(buttons.contain, 'x')).toThrow(InputError);
  });
});
