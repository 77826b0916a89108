import type { Json, PageMessage, PageView } from '../page-api.ts';

/** Everything that a person reads in a message or modal, in one string. */
export function wordsOf(shown: Pick<PageMessage, 'text' | 'blocks'> | PageView): string {
  const words = shown.blocks.flatMap(textsIn);
  return (words.length === 0 && 'text' in shown ? [shown.text] : words).join('\n');
}

/** What is written on the buttons of a message. */
export function buttonsOn({ blocks }: Pick<PageMessage, 'blocks'>): readonly string[] {
  return blocks.flatMap(buttonsIn);
}

function textsIn(value: Json | undefined): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === 'text' && typeof inner === 'string' ? [inner] : textsIn(inner)));
}

function buttonsIn(value: Json | undefined): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(buttonsIn);
  if (typeof value !== 'object' || value === null) return [];
  const here = 'type' in value && value.type === 'button' && 'text' in value ? textsIn(value.text === undefined ? [] : [value.text]) : [];
  return [...here, ...Object.values(value).flatMap(buttonsIn)];
}
