/** The shapes of Block Kit, taken from the schemas by which the local Slack checks what the app sends: what is drawn here has passed them. */
import type { z } from 'zod';
import type { blocksOf } from '../../../slack/block-kit/blocks.ts';
import type { confirm, plainOption, richOption, richTextPart } from '../../../slack/block-kit/composition.ts';
import type { accessory, actionsElement, contextActionsElement, contextElement, inputElement } from '../../../slack/block-kit/elements.ts';

export type AnyBlock = z.output<(typeof blocksOf)['message']> | z.output<(typeof blocksOf)['modal']> | z.output<(typeof blocksOf)['home']>;
export type BlockOf<Type extends AnyBlock['type']> = Extract<AnyBlock, { type: Type }>;

export type AnyElement =
  | z.output<typeof actionsElement>
  | z.output<typeof inputElement>
  | z.output<typeof accessory>
  | z.output<typeof contextActionsElement>;
export type ElementOf<Type extends AnyElement['type']> = Extract<AnyElement, { type: Type }>;

export type ContextElement = z.output<typeof contextElement>;
export type ImageElement = Extract<ContextElement, { type: 'image' }>;
export type ConfirmDialog = z.output<typeof confirm>;
export type PlainOption = z.output<typeof plainOption>;
export type RichOption = z.output<typeof richOption>;
export type RichTextPart = z.output<typeof richTextPart>;
export type RichTextSpan = Extract<RichTextPart, { type: 'rich_text_section' }>['elements'][number];
export type RichText = BlockOf<'rich_text'>;
