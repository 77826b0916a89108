import type { Json, PageMessage, PageView } from '../page-api.ts';

/** Fields in which blocks keep what people read, in the order in which it stands on the screen. */
const shown = [
  'title',
  'subtitle',
  'text',
  'label',
  'hint',
  'description',
  'caption',
  'fields',
  'rows',
  'elements',
  'child_blocks',
  'body',
  'accessory',
  'element',
  'options',
  'actions',
  'tasks',
  'details',
  'output',
];

/** Everything that a person reads in a message or view, one piece per line. For tests: `expect(textOf(message)).toContain('INC-1')`. */
export function textOf(shownThing: Pick<PageMessage, 'text' | 'blocks' | 'attachments'> | Pick<PageView, 'title' | 'blocks'>): string {
  if ('title' in shownThing) return [shownThing.title, ...shownThing.blocks.flatMap(pieces)].join('\n');
  const inBlocks = [...shownThing.blocks, ...shownThing.attachments].flatMap(pieces);
  return (inBlocks.length > 0 ? inBlocks : [shownThing.text]).join('\n');
}

function pieces(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(pieces);
  if (typeof value !== 'object' || value === null) return [];
  return shown.flatMap((field) => pieces((value as { readonly [key: string]: Json | undefined })[field]));
}
