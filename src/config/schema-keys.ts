import { z } from 'zod';

/** The keys that a schema knows at a path; of a union, those of all its branches. Empty where any key may stand. */
export function keysAt(schema: unknown, path: readonly (string | number)[]): readonly string[] {
  const [step, ...rest] = path;
  return [
    ...new Set(
      branchesOf(schema).flatMap((branch): readonly string[] => {
        if (step === undefined) return branch instanceof z.ZodObject ? Object.keys(branch.shape) : [];
        if (branch instanceof z.ZodArray) return keysAt(branch.element, rest);
        return branch instanceof z.ZodObject && typeof step === 'string' ? keysAt(branch.shape[step], rest) : [];
      }),
    ),
  ];
}

/** What is inside of optional, defaulted and united schemas. */
function branchesOf(schema: unknown): readonly unknown[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) return branchesOf(schema.unwrap());
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) return branchesOf(schema.unwrap());
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(branchesOf);
  return [schema];
}
