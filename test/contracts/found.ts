import { readdirSync } from 'node:fs';
import { basename } from 'node:path';

/** Every definition of one folder below src/connectors, with the name that its id has to be. */
export async function definitionsIn<Definition>(folder: string): Promise<readonly { readonly name: string; readonly definition: Definition }[]> {
  const at = new URL(`../../src/connectors/${folder}/`, import.meta.url);
  const files = readdirSync(at).filter((file) => file.endsWith('.ts'));
  return Promise.all(
    files.map(async (file) => {
      const module: { default: Definition } = await import(new URL(file, at).href);
      return { name: basename(file, '.ts'), definition: module.default };
    }),
  );
}
