import { z } from 'zod';

/** One item or a list of them, as senders that may or may not batch send it; always a list afterwards, and never an empty one. */
export function oneOrMany<Item extends z.ZodType>(item: Item) {
  return z.preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(item).min(1));
}
