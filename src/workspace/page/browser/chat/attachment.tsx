import type { Block, JsonObject } from '../../../page-api.ts';
import { Blocks } from '../blocks/block.tsx';
import { OutLink } from '../text/inline.tsx';
import { safeLink } from '../text/safe-link.ts';
import { Mrkdwn } from '../text/text.tsx';

const named: Readonly<Record<string, string>> = { good: '#2e8b57', warning: '#d99a1c', danger: '#c4314b' };

/** A legacy attachment: a bar in a colour, and beside it words or blocks. */
export function Attachment({ attachment }: { attachment: JsonObject }) {
  const { color, pretext, title, title_link: link, text, footer, fields, blocks } = attachment;
  const href = typeof link === 'string' ? safeLink(link) : undefined;
  return (
    <div class="attachment-frame">
      {typeof pretext === 'string' && <Mrkdwn source={pretext} />}
      <div class="attachment" style={{ borderLeftColor: colourOf(color) }}>
        {typeof title === 'string' && <strong>{href ? <OutLink href={href}>{title}</OutLink> : title}</strong>}
        {typeof text === 'string' && (
          <div>
            <Mrkdwn source={text} />
          </div>
        )}
        {Array.isArray(fields) && (
          <div class="fields">
            {(fields as readonly JsonObject[]).map((field, index) => (
              <div key={index}>
                <strong>{String(field.title ?? '')}</strong>
                <br />
                <Mrkdwn source={String(field.value ?? '')} />
              </div>
            ))}
          </div>
        )}
        {Array.isArray(blocks) && <Blocks blocks={blocks as unknown as readonly Block[]} />}
        {typeof footer === 'string' && <div class="context">{footer}</div>}
      </div>
    </div>
  );
}

function colourOf(color: JsonObject[string]): string {
  if (typeof color !== 'string') return 'var(--line-strong)';
  if (Object.hasOwn(named, color)) return named[color] ?? '';
  return /^#?[0-9a-f]{6}$/i.test(color) ? `#${color.replace('#', '')}` : 'var(--line-strong)';
}
