import type { KeyObject } from 'node:crypto';
import { checkpointText, type Notary } from '../core/checkpoint.ts';
import { signNote, verifierKeyOf } from '../core/signed-note.ts';
import { once } from './once.ts';

/** Signs under the name of this installation. `key` is asked once, when something is first signed or checked. */
export function notary(installation: string, key: () => KeyObject): Notary {
  const origin = `firebreak/${installation}`;
  const known = once(key);
  return {
    verifierKey: () => verifierKeyOf(origin, known()),
    sign: (size, frontier) => ({ size, frontier, note: signNote(checkpointText(origin, size, frontier), origin, known()) }),
  };
}
