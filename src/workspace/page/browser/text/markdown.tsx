import { lexer, type Token, type Tokens } from 'marked';
import type { ComponentChildren } from 'preact';
import { withEmoji } from './emoji.ts';
import { OutLink } from './inline.tsx';
import { safeLink } from './safe-link.ts';

/**
 * Standard Markdown as Slack's `markdown` block takes it. The library reads it into tokens; elements are made of these here,
 * so HTML in the text stays text.
 */
export function Markdown({ source }: { source: string }) {
  return (
    <div class="markdown">
      <TokenList tokens={lexer(source)} />
    </div>
  );
}

function TokenList({ tokens }: { tokens: readonly Token[] | undefined }) {
  return (tokens ?? []).map((token, index) => <TokenView key={index} token={token} />);
}

function TokenView({ token }: { token: Token }) {
  const inner = 'tokens' in token ? <TokenList tokens={token.tokens} /> : null;
  switch (token.type) {
    case 'space':
    case 'def':
      return null;
    case 'heading':
      return <Heading depth={(token as Tokens.Heading).depth}>{inner}</Heading>;
    case 'paragraph':
      return <p>{inner}</p>;
    case 'strong':
      return <strong>{inner}</strong>;
    case 'em':
      return <em>{inner}</em>;
    case 'del':
      return <s>{inner}</s>;
    case 'codespan':
      return <code>{(token as Tokens.Codespan).text}</code>;
    case 'code':
      return <pre>{(token as Tokens.Code).text}</pre>;
    case 'blockquote':
      return <blockquote>{inner}</blockquote>;
    case 'list':
      return <List list={token as Tokens.List} />;
    case 'table':
      return <Table table={token as Tokens.Table} />;
    case 'hr':
      return <hr />;
    case 'br':
      return <br />;
    case 'link':
      return <Link link={token as Tokens.Link}>{inner}</Link>;
    case 'image':
      return <>{(token as Tokens.Image).text}</>;
    case 'escape':
      return <>{(token as Tokens.Escape).text}</>;
    case 'text':
      return inner ?? <>{withEmoji((token as Tokens.Text).text)}</>;
    default:
      return <>{token.raw}</>;
  }
}

/** Two steps below what was written: the page's own headings stand above. */
function Heading({ depth, children }: { depth: number; children: ComponentChildren }) {
  return depth <= 1 ? <h3>{children}</h3> : depth === 2 ? <h4>{children}</h4> : <h5>{children}</h5>;
}

function Link({ link, children }: { link: Tokens.Link; children: ComponentChildren }) {
  const href = safeLink(link.href);
  return href ? <OutLink href={href}>{children}</OutLink> : <>{link.raw}</>;
}

function List({ list }: { list: Tokens.List }) {
  const items = list.items.map((item, index) => (
    <li key={index}>
      {item.task && <input type="checkbox" checked={item.checked === true} disabled aria-label={item.checked ? 'done' : 'not done'} />}
      <TokenList tokens={item.tokens} />
    </li>
  ));
  return list.ordered ? <ol start={list.start === '' ? 1 : list.start}>{items}</ol> : <ul>{items}</ul>;
}

function Table({ table }: { table: Tokens.Table }) {
  return (
    <div class="table-frame">
      <table>
        <thead>
          <tr>
            {table.header.map((cell, index) => (
              <th key={index} scope="col">
                <TokenList tokens={cell.tokens} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, nth) => (
                <td key={nth}>
                  <TokenList tokens={cell.tokens} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
