import type { z } from 'zod';

/**
 * Reads a part of a payload whose schema is known only from another part: an envelope says what its content is. What is wrong with the part is
 * told with its whole path; `undefined` is then returned, for the transform to return `z.NEVER`.
 */
export function readPart<Part>(schema: z.ZodType<Part>, value: unknown, at: readonly PropertyKey[], context: z.RefinementCtx): Part | undefined {
  const read = schema.safeParse(value);
  if (read.success) return read.data;
  for (const { path, message } of read.error.issues) context.addIssue({ code: 'custom', message, path: [...at, ...path] });
  return undefined;
}
