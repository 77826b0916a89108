import { z } from 'zod';

/** The marks of the Traffic Light Protocol 2.0 (https://www.first.org/tlp/), the strictest first: who may read what is marked. */
export const tlp = z.enum(['red', 'amber+strict', 'amber', 'green', 'clear']);
export type Tlp = z.infer<typeof tlp>;

/** A mark as people type it: `amber+strict`, `TLP:AMBER+STRICT`. */
export const tlpArg = z
  .string()
  .trim()
  .toLowerCase()
  .transform((typed) => typed.replace(/^tlp:/, ''))
  .pipe(tlp);

/** The mark as FIRST has it written: in capitals and without a space, `TLP:AMBER+STRICT`. */
export function tlpLabel(mark: Tlp): string {
  return `TLP:${mark.toUpperCase()}`;
}

/** Letters and background as FIRST defines them, as RGB in hex. */
export const tlpColours: Readonly<Record<Tlp, { readonly letters: string; readonly background: string }>> = {
  red: { letters: '#FF2B2B', background: '#000000' },
  'amber+strict': { letters: '#FFC000', background: '#000000' },
  amber: { letters: '#FFC000', background: '#000000' },
  green: { letters: '#33FF00', background: '#000000' },
  clear: { letters: '#FFFFFF', background: '#000000' },
};

/** What each mark asks of whoever reads, in one sentence. */
export const tlpMeanings: Readonly<Record<Tlp, string>> = {
  red: 'For the eyes and ears of the recipients alone; nobody may pass it on.',
  'amber+strict': 'Recipients may pass it on within their organisation, to those who need to know.',
  amber: 'Recipients may pass it on within their organisation and to its clients, to those who need to know.',
  green: 'Recipients may pass it on within their community, and not in public.',
  clear: 'Recipients may pass it on to the world; there is no limit.',
};
