import { z } from 'zod';
import type { JsonObject } from '../../page-api.ts';
import { refusedAt, SlackError } from '../slack-error.ts';
import { blocksOf, modalFields, type Surface, viewFields } from './blocks.ts';
import { limits } from './limits.ts';

/**
 * Lets blocks pass that Slack would take for a message.
 * @throws SlackError `invalid_blocks_format`, `invalid_blocks` (with where and why), or `msg_blocks_too_long`.
 */
export function checkMessageBlocks(blocks: unknown): readonly JsonObject[] {
  if (!Array.isArray(blocks)) throw new SlackError('invalid_blocks_format');
  const problems = problemsWith(blocks, 'message', limits['message.blocks']);
  if (problems.length > 0) throw refusedAt('invalid_blocks', problems);
  if (weight(blocks) > limits['message.characters']) throw new SlackError('msg_blocks_too_long');
  return blocks;
}

/**
 * Lets a view pass that Slack would open or publish.
 * @throws SlackError `invalid_arguments` with where and why.
 */
export function checkView(view: unknown): JsonObject {
  const type = z.object({ type: z.enum(['modal', 'home']), blocks: z.array(z.unknown()) }).safeParse(view);
  if (!type.success) throw refusedAt('invalid_arguments', sentences(type.error, ['view']));
  const surface = type.data.type;
  const frame = z.strictObject({ type: z.string(), blocks: z.unknown(), ...viewFields, ...(surface === 'modal' ? modalFields : {}) });
  const framed = frame.safeParse(view);
  const problems = [
    ...(framed.success ? [] : sentences(framed.error, ['view'])),
    ...problemsWith(type.data.blocks, surface, limits['view.blocks'], ['view']),
  ];
  const asks = type.data.blocks.some((block) => isObject(block) && block.type === 'input');
  if (surface === 'modal' && asks && !isObject((view as JsonObject).submit)) {
    problems.push('missing required field: submit [json-pointer:/view]');
  }
  if (problems.length > 0) throw refusedAt('invalid_arguments', problems);
  return view as JsonObject;
}

/** What Slack would refuse about a message's blocks; the answer of `blocks.validate`. */
export function problemsWithBlocks(blocks: unknown): readonly string[] {
  return Array.isArray(blocks) ? problemsWith(blocks, 'message', limits['message.blocks']) : ['must be an array [json-pointer:/blocks]'];
}

/** How many characters of a message's budget its blocks take. Ids, addresses and values do not count; each block costs a little. */
export function weight(blocks: readonly unknown[]): number {
  return blocks.length * limits['message.charactersPerBlock'] + blocks.reduce<number>((sum, block) => sum + characters(block), 0);
}

const weightless = new Set(['type', 'block_id', 'action_id', 'value', 'url', 'image_url', 'style', 'level', 'user_id', 'channel_id', 'task_id']);

function characters(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + characters(item), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce((sum, [key, item]) => (weightless.has(key) ? sum : sum + characters(item)), 0);
}

function problemsWith(blocks: readonly unknown[], surface: Surface, most: number, at: readonly string[] = []): string[] {
  const here = [...at, 'blocks'];
  if (blocks.length > most) return [`no more than ${most} items allowed [json-pointer:${pointer(here)}]`];
  const checked = z.array(blocksOf[surface]).safeParse(blocks);
  if (!checked.success) return sentences(checked.error, here);
  return [...repeatedBlockIds(blocks as JsonObject[], here), ...blocks.flatMap((block, index) => repeatedActionIds(block, [...here, String(index)]))];
}

function repeatedBlockIds(blocks: readonly JsonObject[], at: readonly string[]): string[] {
  const ids = blocks.map((block) => block.block_id).filter((id) => id !== undefined);
  const repeated = new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
  return [...repeated].map((id) => `\`block_id\` "${id}" already exists for another block [json-pointer:${pointer(at)}]`);
}

function repeatedActionIds(block: unknown, at: readonly string[]): string[] {
  if (!isObject(block) || !Array.isArray(block.elements)) return [];
  const ids = block.elements.flatMap((element: unknown) => (isObject(element) && element.action_id ? [element.action_id] : []));
  const repeated = new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
  return [...repeated].map((id) => `\`action_id\` "${id}" already exists for another element [json-pointer:${pointer([...at, 'elements'])}]`);
}

/** Zod's findings in Slack's words. */
function sentences(error: z.ZodError, at: readonly string[]): string[] {
  return error.issues.map((issue) => `${sentence(issue)} [json-pointer:${pointer([...at, ...issue.path.map(String)])}]`);
}

function sentence(issue: z.core.$ZodIssue): string {
  const last = String(issue.path.at(-1) ?? '');
  switch (issue.code) {
    case 'too_big':
      if (issue.origin === 'string') return `must be less than ${Number(issue.maximum) + 1} characters`;
      return issue.origin === 'array' ? `no more than ${issue.maximum} items allowed` : `must be at most ${issue.maximum}`;
    case 'too_small':
      if (issue.origin === 'string') return `must be more than ${Number(issue.minimum) - 1} characters`;
      return issue.origin === 'array' ? `must contain at least ${issue.minimum} items` : `must be at least ${issue.minimum}`;
    case 'unrecognized_keys':
      return `invalid additional property: ${issue.keys.join(', ')}`;
    case 'invalid_union':
      return last === 'type' ? 'unsupported type' : 'no schema matched';
    case 'invalid_type':
      return issue.input === undefined && issue.message.includes('undefined') ? `missing required field: ${last}` : `must be a ${issue.expected}`;
    case 'custom':
      return issue.message;
    default:
      return 'failed to match a required pattern';
  }
}

function pointer(path: readonly string[]): string {
  return path.map((part) => `/${part}`).join('');
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
