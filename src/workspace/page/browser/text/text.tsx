import { withEmoji } from './emoji.ts';
import { Pieces } from './inline.tsx';
import { type Passage, readMrkdwn } from './mrkdwn.ts';

/** A text object of Block Kit. */
export interface TextObject {
  readonly type: 'plain_text' | 'mrkdwn';
  readonly text: string;
  readonly emoji?: boolean | undefined;
  readonly verbatim?: boolean | undefined;
}

/** Text that may be mrkdwn. */
export function Text({ text }: { text: TextObject }) {
  if (text.type === 'plain_text') return <>{spellPlain(text)}</>;
  return <Mrkdwn source={text.text} verbatim={text.verbatim === true} />;
}

export function Mrkdwn({ source, verbatim = false }: { source: string; verbatim?: boolean }) {
  return readMrkdwn(source, verbatim).map((passage, index) => <PassageView key={index} passage={passage} />);
}

/** Labels, titles and options: emoji names become emoji unless the app has said no. */
export function spellPlain({ text, emoji }: Pick<TextObject, 'text' | 'emoji'>): string {
  return emoji === false ? text : withEmoji(text);
}

function PassageView({ passage }: { passage: Passage }) {
  switch (passage.kind) {
    case 'lines':
      return (
        <span class="lines">
          <Pieces pieces={passage.content} />
        </span>
      );
    case 'quote':
      return (
        <blockquote>
          <Pieces pieces={passage.content} />
        </blockquote>
      );
    case 'block':
      return <pre>{passage.text}</pre>;
    default:
      return passage satisfies never;
  }
}
