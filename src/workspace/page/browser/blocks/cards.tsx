import type { ComponentChildren } from 'preact';
import { Element } from '../elements/element.tsx';
import { Icon } from '../shell/icon.tsx';
import { OutLink } from '../text/inline.tsx';
import { safeLink } from '../text/safe-link.ts';
import { spellPlain, Text } from '../text/text.tsx';
import { Picture } from './picture.tsx';
import { RichTextView } from './rich-text.tsx';
import type { BlockOf } from './shapes.ts';

export function Card({ block, id }: { block: BlockOf<'card'>; id: string }) {
  return (
    <article class="card">
      {block.hero_image && <Picture image={block.hero_image} size="full" />}
      <div class="card-head">
        {block.icon && <Picture image={block.icon} size="thumbnail" />}
        <div>
          {block.title && (
            <div class="card-title">
              <Text text={block.title} />
            </div>
          )}
          {block.subtitle && (
            <div class="card-subtitle">
              <Text text={block.subtitle} />
            </div>
          )}
        </div>
      </div>
      {block.body && (
        <div>
          <Text text={block.body} />
        </div>
      )}
      {block.actions && (
        <div class="actions">
          {block.actions.map((button) => (
            <Element key={button.action_id} element={button} block={id} sends />
          ))}
        </div>
      )}
    </article>
  );
}

export function Carousel({ block, id }: { block: BlockOf<'carousel'>; id: string }) {
  return (
    <div class="carousel">
      {block.elements.map((card, index) => (
        <Card key={index} block={card} id={card.block_id ?? id} />
      ))}
    </div>
  );
}

/** Blocks under a common title, which may be folded away. */
export function Container({ block, children }: { block: BlockOf<'container'>; children: ComponentChildren }) {
  const title = (
    <>
      {block.icon && <Picture image={block.icon} size="icon" />}
      {block.title && <span class="card-title">{spellPlain(block.title)}</span>}
      {block.rich_text_title && <RichTextView block={block.rich_text_title} />}
      {block.subtitle && (
        <span class="card-subtitle">
          <Text text={block.subtitle} />
        </span>
      )}
    </>
  );
  if (!block.is_collapsible) {
    return (
      <section class="container">
        <div class="container-head">{title}</div>
        {children}
      </section>
    );
  }
  return (
    <details class="container" open={block.default_collapsed !== true}>
      <summary class="container-head">{title}</summary>
      {children}
    </details>
  );
}

const taskMarks = {
  pending: ['circle', 'waiting'],
  in_progress: ['spinner', 'running'],
  complete: ['check', 'done'],
  error: ['warning', 'failed'],
} as const;

export function TaskCard({ block }: { block: BlockOf<'task_card'> }) {
  const [icon, said] = taskMarks[block.status];
  return (
    <div class={`task ${said}`}>
      <div class="task-title">
        <Icon name={icon} label={said} />
        {block.title}
      </div>
      {block.details && <RichTextView block={block.details} />}
      {block.output && <RichTextView block={block.output} />}
      {block.sources?.map(({ url, text }) => (
        <Source key={url} url={url} text={text} />
      ))}
    </div>
  );
}

export function Plan({ block }: { block: BlockOf<'plan'> }) {
  return (
    <section class="plan">
      <div class="card-title">{block.title}</div>
      {block.tasks?.map((task) => (
        <TaskCard key={task.task_id} block={task} />
      ))}
    </section>
  );
}

function Source({ url, text }: { url: string; text: string }) {
  const href = safeLink(url);
  return href ? <OutLink href={href}>{text}</OutLink> : <>{text}</>;
}
