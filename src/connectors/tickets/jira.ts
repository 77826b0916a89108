import { ConnectorError, defineTickets, type TicketText } from '../../kit/index.ts';
import type { JiraBlock, JiraClient, JiraDocument, TicketWords } from '../clients/jira.ts';

/** Jira's limits: 255 characters for a summary, 32,767 for a description; a good margin is left for what is not text. */
const summaryLimit = 255;
const textLimit = 24_000;

export default defineTickets({
  id: 'jira',
  title: 'Jira',
  uses: 'jira',

  find: (key, jira) => jira.ticketWithLabel(labelOf(key)),
  open: async (text, key, jira) => {
    // Looking first makes a repeat harmless, also when the answer to an earlier creation was lost.
    const known = await jira.ticketWithLabel(labelOf(key));
    return known ?? (await jira.createTicket({ ...wordsOf(text), labels: ['firebreak', labelOf(key)] }));
  },
  reading: (text) => reading(wordsOf(text)),
  read: async (ticket, jira) => reading(await jira.words(ticket)),
  revise: (ticket, text, jira) => jira.reword(ticket, wordsOf(text)),
  link: (ticket, { link, summary }, jira) => jira.linkPage(ticket, { id: `firebreak:${link}`, url: link, title: oneLine(summary) }),
  comment: async (ticket, lines, key, jira) => {
    if (await commented(ticket, key, jira)) return;
    const { content, ...document } = documentOf(linesOf(lines));
    await jira.addComment(ticket, { ...document, content: [...content, paragraph(markOf(key))] });
  },
  commented,
  relate: (ticket, to, jira) => jira.relate(ticket, to),
  state: (ticket, jira) => jira.state(ticket),
  close: async (ticket, jira) => {
    const now = await jira.state(ticket);
    if (now.done) return now.name;
    const moves = await jira.moves(ticket);
    const move = moves.find(({ done }) => done);
    if (move === undefined)
      throw new ConnectorError('jira', `${ticket} cannot be moved from “${now.name}” to a finished state in one step, so it was left open.`, {
        retryable: false,
        next: `Close ${ticket} by hand, or add a transition to “Done” from every state to its workflow.`,
      });
    await jira.move(ticket, move.id);
    return move.name;
  },
});

async function commented(ticket: string, key: string, jira: JiraClient): Promise<boolean> {
  const mark = markOf(key);
  return (await jira.comments(ticket)).some((body) => piecesIn(body).includes(mark));
}

/** Ends every comment of ours: by it we know that it is there already. */
function markOf(key: string): string {
  return `Firebreak reference: ${key}`;
}

/** The key as a label, which Jira allows no spaces in. */
function labelOf(key: string): string {
  return `firebreak-${key.replace(/[^\w.-]+/g, '-')}`;
}

function wordsOf(text: TicketText): TicketWords {
  return { summary: oneLine(text.summary), description: description(text) };
}

/**
 * White space and the borders of text nodes are left out, as Jira's editor moves them without anybody having changed a word. What is no text, such as an
 * image or a table, is there by its name, so that it shows too.
 */
function reading({ summary, description: document }: TicketWords<unknown>): string {
  return [summary, ...piecesIn(document)].join('').replace(/\s+/g, '');
}

/** Kinds of node that our documents consist of. */
const ourKinds = new Set(['doc', 'heading', 'paragraph', 'text', 'hardBreak']);

/** The texts of a document, and before each node that is not of our kinds its kind. */
function piecesIn(node: unknown): string[] {
  if (typeof node !== 'object' || node === null || !('type' in node)) return [];
  const kind = ourKinds.has(String(node.type)) ? [] : [`[${node.type}]`];
  const text = 'text' in node && typeof node.text === 'string' ? [node.text] : [];
  return [...kind, ...text, ...('content' in node && Array.isArray(node.content) ? node.content.flatMap(piecesIn) : [])];
}

/** A document of text nodes only: nothing in an alert can become markup, a mention, an image or a link. The one link is to our own page. */
function description({ sections, link }: TicketText): JiraDocument {
  const ours: JiraBlock = {
    type: 'paragraph',
    content: [{ type: 'text', text: 'Open it in Firebreak', marks: [{ type: 'link', attrs: { href: link } }] }],
  };
  return documentOf([ours, ...sections.flatMap(({ heading, lines }) => [headingOf(heading), ...linesOf(lines)])]);
}

function documentOf(blocks: readonly JiraBlock[]): JiraDocument {
  let left = textLimit;
  const kept = blocks.filter(({ content }) => {
    left -= content.reduce((length, { text }) => length + text.length, 0);
    return left >= 0;
  });
  const cut = kept.length < blocks.length ? [paragraph('There is more: it is too long for Jira and stands in Firebreak.')] : [];
  return { type: 'doc', version: 1, content: [...kept, ...cut] };
}

function headingOf(text: string): JiraBlock {
  return { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: oneLine(text) }] };
}

/** Jira refuses an empty text node, so empty lines are left out. */
function linesOf(lines: readonly string[]): JiraBlock[] {
  return lines.filter((line) => line.trim() !== '').map(paragraph);
}

function paragraph(text: string): JiraBlock {
  return { type: 'paragraph', content: [{ type: 'text', text }] };
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > summaryLimit ? `${line.slice(0, summaryLimit - 1)}…` : line;
}
