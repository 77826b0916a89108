import type { ComponentChildren } from 'preact';
import { ChannelMention, Emoji, GroupMention, OutLink, PersonMention, SlackDate } from '../text/inline.tsx';
import { safeLink } from '../text/safe-link.ts';
import type { RichText, RichTextPart, RichTextSpan } from './shapes.ts';

/** A `rich_text` block, in which markup is structure and text is only text. */
export function RichTextView({ block }: { block: RichText }) {
  return (
    <div class="rich-text">
      {block.elements.map((part, index) => (
        <Part key={index} part={part} />
      ))}
    </div>
  );
}

function Part({ part }: { part: RichTextPart }) {
  switch (part.type) {
    case 'rich_text_section':
      return (
        <div class="lines">
          <Spans spans={part.elements} />
        </div>
      );
    case 'rich_text_quote':
      return (
        <blockquote class="lines">
          <Spans spans={part.elements} />
        </blockquote>
      );
    case 'rich_text_preformatted':
      return (
        <pre>
          <Spans spans={part.elements} />
        </pre>
      );
    case 'rich_text_list': {
      const items = part.elements.map((item, index) => (
        <li key={index} class="lines">
          <Spans spans={item.elements} />
        </li>
      ));
      const level = `indent-${part.indent ?? 0}`;
      return part.style === 'ordered' ? (
        <ol class={level} start={(part.offset ?? 0) + 1}>
          {items}
        </ol>
      ) : (
        <ul class={level}>{items}</ul>
      );
    }
    default:
      return part satisfies never;
  }
}

function Spans({ spans }: { spans: readonly RichTextSpan[] }) {
  return spans.map((span, index) => (
    <Styled key={index} style={span.style}>
      <Span span={span} />
    </Styled>
  ));
}

function Span({ span }: { span: RichTextSpan }) {
  switch (span.type) {
    case 'text':
      return <>{span.text}</>;
    case 'link': {
      const href = safeLink(span.url);
      return href ? <OutLink href={href}>{span.text || span.url}</OutLink> : <>{span.text || span.url}</>;
    }
    case 'user':
      return <PersonMention id={span.user_id} />;
    case 'usergroup':
      return <GroupMention id={span.usergroup_id} />;
    case 'channel':
      return <ChannelMention id={span.channel_id} />;
    case 'team':
      return <span class="mention">{span.team_id}</span>;
    case 'broadcast':
      return <span class="mention mention-all">@{span.range}</span>;
    case 'color':
      return <Swatch value={span.value} />;
    case 'emoji':
      return <Emoji name={span.name} />;
    case 'date':
      return (
        <SlackDate
          seconds={span.timestamp}
          format={span.format}
          href={(span.url && safeLink(span.url)) || null}
          fallback={span.fallback ?? String(span.timestamp)}
        />
      );
    default:
      return span satisfies never;
  }
}

function Swatch({ value }: { value: string }) {
  return (
    <span class="swatch">
      <span style={{ backgroundColor: /^#[0-9a-f]{3,8}$/i.test(value) ? value : 'transparent' }} />
      {value}
    </span>
  );
}

function Styled({ style = {}, children }: { style: RichTextSpan['style']; children: ComponentChildren }) {
  let shown = <>{children}</>;
  if (style.code) shown = <code>{shown}</code>;
  if (style.highlight) shown = <mark>{shown}</mark>;
  if (style.underline) shown = <u>{shown}</u>;
  if (style.strike) shown = <s>{shown}</s>;
  if (style.italic) shown = <em>{shown}</em>;
  if (style.bold) shown = <strong>{shown}</strong>;
  return shown;
}
