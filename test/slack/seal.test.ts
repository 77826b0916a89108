import type { ActionsBlock, Button } from '@slack/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '../../src/core/errors.ts';
import { buttons, decode, encode, modals } from '../../src/slack/contracts.ts';
import { sealer } from '../../src/slack/seal.ts';
import { actions, press } from '../../src/slack/views/blocks.ts';

const ours = sealer('xoxb-ours', 'T1');
const now = Date.UTC(2026, 2, 14, 2, 11, 9);
const value = { proposal: 'P-3', edition: 2 };

/** The value of a sealed button in this spot. */
function sealed(spot: { channel: string; user?: string }, seal = ours): string {
  const [row] = seal.blocks(actions([press(buttons.contain, value, 'Contain')]), spot) as [ActionsBlock];
  return (row.elements[0] as Button).value ?? '';
}

describe('a button', () => {
  it('comes back as it was drawn', () => {
    expect(decode(buttons.contain, ours.openButton('contain', sealed({ channel: 'C1' }), { channel: 'C1' }))).toEqual(value);
  });

  it.each([
    ['in another channel', 'contain', { channel: 'C2' }, ours],
    ['shown to one person, pressed by another', 'contain', { channel: 'C1', user: 'U2' }, ours],
    ['as another button', 'undo', { channel: 'C1' }, ours],
    ['with another token', 'contain', { channel: 'C1' }, sealer('xoxb-theirs', 'T1')],
    ['in another workspace', 'contain', { channel: 'C1' }, sealer('xoxb-ours', 'T2')],
  ])('is worth nothing %s', (_name, contract, spot, seal) => {
    expect(() => seal.openButton(contract, sealed({ channel: 'C1' }), spot)).toThrow(InputError);
  });

  it('is worth nothing when anything in it was changed', () => {
    const whole = sealed({ channel: 'C1' });
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, other) => {
        fc.pre(whole[at] !== other);
        expect(() => ours.openButton('contain', whole.slice(0, at) + other + whole.slice(at + 1), { channel: 'C1' })).toThrow(InputError);
      }),
    );
  });

  it.each(['', '.', '{"proposal":"P-3","edition":2}', `.${JSON.stringify(value)}`])('without a seal is worth nothing: %s', (forged) => {
    expect(() => ours.openButton('contain', forged, { channel: 'C1' })).toThrow(InputError);
  });
});

describe('a form', () => {
  const opened = ours.view('contain', encode(modals.contain, value), 'U1', 'C1', now);

  it('comes back with its value and where it was opened', () => {
    const passage = ours.openView('contain', opened, 'U1', now);
    expect([decode(modals.contain, passage.value), passage.channel]).toEqual([value, 'C1']);
  });

  it.each([
    ['by somebody else', 'contain', 'U2', now],
    ['as another form', 'undo', 'U1', now],
    ['after a quarter of an hour', 'contain', 'U1', now + 15 * 60_000 + 1000],
  ])('is not taken %s', (_name, contract, user, at) => {
    expect(() => ours.openView(contract, opened, user, at)).toThrow(InputError);
  });

  it.each(['', 'x', '{}', encode(modals.contain, value), opened.replace('C1', 'C2'), opened.replace('P-3', 'P-4')])(
    'that we did not open is not taken: %s',
    (forged) => {
      expect(() => ours.openView('contain', forged, 'U1', now)).toThrow(InputError);
    },
  );
});

describe('a value', () => {
  it('of another version is refused with a sentence', () => {
    expect(() => decode(buttons.contain, '{"proposal":"P-3"}')).toThrow('another version');
    expect(() => decode(buttons.contain, 'x')).toThrow(InputError);
  });
});
