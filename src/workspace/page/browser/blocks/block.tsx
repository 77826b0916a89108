import type { Block } from '../../../page-api.ts';
import { Markdown } from '../text/markdown.tsx';
import { spellPlain } from '../text/text.tsx';
import { Card, Carousel, Container, Plan, TaskCard } from './cards.tsx';
import { Input } from './input.tsx';
import { Actions, Alert, Context, ImageView, Section, Video } from './plain.tsx';
import { RichTextView } from './rich-text.tsx';
import type { AnyBlock } from './shapes.ts';
import { DataTableView, TableView } from './tables.tsx';

/** Blocks from top to bottom. */
export function Blocks({ blocks }: { blocks: readonly Block[] }) {
  return (
    <div class="blocks">
      {blocks.map((block) => (
        <BlockView key={block.block_id} block={block as AnyBlock} id={block.block_id} />
      ))}
    </div>
  );
}

/** One block. `id` is its `block_id`, under which its elements speak to the app. */
export function BlockView({ block, id }: { block: AnyBlock; id: string }) {
  switch (block.type) {
    case 'header':
      return <h3 class="header">{spellPlain(block.text)}</h3>;
    case 'section':
      return <Section block={block} id={id} />;
    case 'divider':
      return <hr />;
    case 'context':
      return <Context block={block} />;
    case 'actions':
    case 'context_actions':
      return <Actions block={block} id={id} />;
    case 'input':
      return <Input block={block} id={id} />;
    case 'rich_text':
      return <RichTextView block={block} />;
    case 'markdown':
      return <Markdown source={block.text} />;
    case 'image':
      return <ImageView block={block} />;
    case 'video':
      return <Video block={block} />;
    case 'table':
      return <TableView block={block} />;
    case 'data_table':
      return <DataTableView block={block} />;
    case 'alert':
      return <Alert block={block} />;
    case 'card':
      return <Card block={block} id={id} />;
    case 'carousel':
      return <Carousel block={block} id={id} />;
    case 'container':
      return (
        <Container block={block}>
          {block.child_blocks.map((child, index) => (
            <BlockView key={child.block_id ?? index} block={child} id={child.block_id ?? id} />
          ))}
        </Container>
      );
    case 'task_card':
      return <TaskCard block={block} />;
    case 'plan':
      return <Plan block={block} />;
    case 'data_visualization':
      return <div class="unsupported">Chart: {block.title}. Charts are drawn by the real Slack only.</div>;
    default:
      return block satisfies never;
  }
}
