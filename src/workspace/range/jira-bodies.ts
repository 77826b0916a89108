import { z } from 'zod';
import type { Adf } from './jira-seed.ts';

/** Longest rich text in Jira, counted over its words. */
const longestText = 32_767;

const adfNode: z.ZodType<Adf> = z.lazy(() =>
  z.looseObject({
    type: z.string().min(1),
    version: z.number().optional(),
    text: z.string().min(1).optional(),
    content: z.array(adfNode).optional(),
  }),
);

/** A document: its root is `doc`, version 1, and it does not hold more than Jira keeps. */
export const adf = adfNode
  .refine(({ type, version, content }) => type === 'doc' && version === 1 && Array.isArray(content), {
    message: 'Operation value must be an Atlassian Document (see the Atlassian Document Format)',
  })
  .refine((document) => textLength(document) <= longestText, {
    message: 'The entered text is too long. It exceeds the allowed limit of 32,767 characters.',
  });

function textLength(node: Adf): number {
  return (node.text?.length ?? 0) + (node.content ?? []).reduce((sum, child) => sum + textLength(child), 0);
}

const summary = z
  .string({ error: 'You must specify a summary of the issue.' })
  .trim()
  .min(1, 'You must specify a summary of the issue.')
  .max(255, "Summary can't exceed 255 characters.")
  .regex(/^[^\r\n]*$/, 'The summary is invalid because it contains newline characters.');
const labels = z.array(z.string().min(1).max(255).regex(/^\S+$/, 'The label contains spaces which is invalid.'));
const properties = z.array(z.object({ key: z.string().min(1).max(255), value: z.json() })).default([]);
/** Jira takes either the number or the name of a thing. */
const named = z.object({ id: z.string().optional(), key: z.string().optional(), name: z.string().optional() });

export const newIssue = z.strictObject({
  fields: z.strictObject({
    project: named,
    issuetype: named,
    summary,
    description: adf.nullable().default(null),
    labels: labels.default([]),
    priority: named.default({ name: 'Medium' }),
  }),
  properties,
  update: z.object({}).optional(),
  historyMetadata: z.unknown().optional(),
  transition: z.unknown().optional(),
});

export const changedIssue = z
  .object({
    fields: z
      .strictObject({ summary: summary.optional(), description: adf.nullable().optional(), labels: labels.optional(), priority: named.optional() })
      .default({}),
    update: z.strictObject({ labels: z.array(z.strictObject({ add: z.string().optional(), remove: z.string().optional() })).optional() }).default({}),
    properties,
    historyMetadata: z.unknown().optional(),
    transition: z.unknown().optional(),
  })
  .refine(({ fields, update, properties: set }) => [fields, update, set].some((part) => Object.keys(part).length > 0), {
    message: "one of 'fields' or 'update' required",
  })
  .refine(({ fields, update }) => !Object.keys(update).some((name) => name in fields), {
    message: 'A field can be changed by fields or by update, not by both.',
  });

export const newComment = z.strictObject({ body: adf, properties });
export const takenTransition = z.strictObject({ transition: z.object({ id: z.string() }) });
export const newIssueLink = z.strictObject({
  type: z.object({ id: z.string().optional(), name: z.string().optional() }),
  inwardIssue: z.object({ id: z.string().optional(), key: z.string().optional() }),
  outwardIssue: z.object({ id: z.string().optional(), key: z.string().optional() }),
  comment: z.unknown().optional(),
});
export const newRemoteLink = z.strictObject({
  globalId: z.string().min(1).max(255).nullish(),
  relationship: z.string().nullish(),
  application: z.unknown().optional(),
  object: z.looseObject({ url: z.url({ error: "'url' is required." }), title: z.string({ error: "'title' is required." }).min(1) }),
});
export const searchBody = z.strictObject({
  jql: z.string(),
  fields: z.array(z.string()).default([]),
  maxResults: z.int().min(0).max(5000).default(50),
  nextPageToken: z.string().nullish(),
  properties: z.array(z.string()).optional(),
  reconcileIssues: z.array(z.number()).default([]),
  expand: z.string().optional(),
  fieldsByKeys: z.boolean().optional(),
});
