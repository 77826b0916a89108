import { useState } from 'preact/hooks';
import { Element } from '../elements/element.tsx';
import { Icon, type IconName } from '../shell/icon.tsx';
import { spellPlain, Text } from '../text/text.tsx';
import { Picture } from './picture.tsx';
import type { BlockOf } from './shapes.ts';

/** Longer than this, Slack folds a section behind "Show more" unless it says `expand`. */
const longSection = 700;

export function Section({ block, id }: { block: BlockOf<'section'>; id: string }) {
  const [open, setOpen] = useState(block.expand === true);
  const folds = !open && (block.text?.text.length ?? 0) > longSection;
  return (
    <div class="section">
      <div class="section-main">
        {block.text && (
          <div class={folds ? 'folded' : undefined}>
            <Text text={block.text} />
          </div>
        )}
        {folds && (
          <button type="button" class="link" onClick={() => setOpen(true)}>
            Show more
          </button>
        )}
        {block.fields && (
          <div class="fields">
            {block.fields.map((field, index) => (
              <div key={index}>
                <Text text={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {block.accessory && (
        <div class="accessory">
          <Element element={block.accessory} block={id} sends />
        </div>
      )}
    </div>
  );
}

export function Context({ block }: { block: BlockOf<'context'> }) {
  return (
    <div class="context">
      {block.elements.map((element, index) =>
        element.type === 'image' ? (
          <Picture key={index} image={element} size="icon" />
        ) : (
          <span key={index}>
            <Text text={element} />
          </span>
        ),
      )}
    </div>
  );
}

export function Actions({ block, id }: { block: BlockOf<'actions' | 'context_actions'>; id: string }) {
  return (
    <div class={block.type === 'actions' ? 'actions' : 'actions quiet'}>
      {block.elements.map((element) => (
        <Element key={element.action_id} element={element} block={id} sends />
      ))}
    </div>
  );
}

export function ImageView({ block }: { block: BlockOf<'image'> }) {
  return (
    <figure>
      {block.title && <figcaption>{spellPlain(block.title)}</figcaption>}
      <Picture image={block} size="full" />
    </figure>
  );
}

const alertIcons: Readonly<Record<string, IconName>> = { warning: 'warning', error: 'warning', success: 'check' };

export function Alert({ block }: { block: BlockOf<'alert'> }) {
  const level = block.level ?? 'default';
  return (
    <div class={`alert ${level}`} role="note">
      <Icon name={alertIcons[level] ?? 'info'} />
      <div>
        <Text text={block.text} />
      </div>
    </div>
  );
}

/** A video cannot be played here: nothing is loaded from outside. */
export function Video({ block }: { block: BlockOf<'video'> }) {
  return (
    <figure>
      <figcaption>{spellPlain(block.title)}</figcaption>
      <Picture image={block} size="full" />
    </figure>
  );
}
