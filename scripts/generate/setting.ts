import { z } from 'zod';
import { settingsSchema } from '../../src/config/settings.ts';
import type { Catalogue } from '../../src/kit/catalogue.ts';
import type { DocumentProof, Verifier } from '../../src/kit/define.ts';

/** One setting, by its environment name. */
export interface Setting {
  readonly name: string;
  /** A sentence without its full stop. */
  readonly says: string;
  /** What holds when it is left out; undefined: nothing. */
  readonly fallback: string | undefined;
}

/** Settings that belong together. */
export interface SettingGroup {
  readonly title: string;
  readonly settings: readonly Setting[];
}

/** Every setting of the program, of the hooks and of each vendor. @throws Error for a setting that does not say what it is for. */
export function settingGroups({ clients, sources }: Catalogue): readonly SettingGroup[] {
  const own = settingsOf('the program', settingsSchema);
  const isSlack = ({ name }: Setting) => name.startsWith('SLACK_') || name === 'COMMAND_PREFIX';
  return [
    { title: 'Slack', settings: own.filter(isSlack) },
    { title: 'The program', settings: own.filter((setting) => !isSlack(setting)) },
    {
      title: 'Webhooks: how each sender proves who it is',
      settings: [
        {
          name: 'HOOK_TOKEN',
          says: 'Bearer token for every source that has none of its own; several, separated by commas, while rotating',
          fallback: undefined,
        },
        ...[...sources.values()].flatMap(({ id, title, signedBy }) => proofs(signedBy).map((proof) => hookSetting(id, title, proof))),
      ],
    },
    ...[...clients.values()].map(({ id, title, settings }) => ({ title, settings: settingsOf(id, settings) })),
  ];
}

function proofs(signedBy: Verifier | DocumentProof): readonly ('hmac' | 'token')[] {
  if (signedBy === 'unsigned' || signedBy.type === 'document') return [];
  return signedBy.type === 'any' ? signedBy.of.flatMap(proofs) : [signedBy.type];
}

function hookSetting(source: string, title: string, proof: 'hmac' | 'token'): Setting {
  const name = source.toUpperCase().replaceAll('-', '_');
  return proof === 'hmac'
    ? { name: `HOOK_SECRET_${name}`, says: `Secret with which ${title} signs what it sends to /hooks/${source}`, fallback: undefined }
    : { name: `HOOK_TOKEN_${name}`, says: `Token that ${title} sends along to /hooks/${source}`, fallback: undefined };
}

function settingsOf(owner: string, schema: unknown): readonly Setting[] {
  if (!(schema instanceof z.ZodObject)) throw new Error(`The settings of ${owner} are not a z.object.`);
  return Object.entries(schema.shape).map(([name, field]) => {
    const says = descriptionOf(field);
    if (says === undefined) throw new Error(`The setting ${name} of ${owner} does not say what it is for. Add .describe('…').`);
    return { name, says, fallback: fallbackOf(field) };
  });
}

function descriptionOf(field: unknown): string | undefined {
  if (!(field instanceof z.ZodType)) return undefined;
  return field.description ?? descriptionOf(innerOf(field));
}

function fallbackOf(field: unknown): string | undefined {
  if (field instanceof z.ZodDefault) {
    const value = String(field.def.defaultValue);
    return value === '' ? undefined : value;
  }
  return field instanceof z.ZodType ? fallbackOf(innerOf(field)) : undefined;
}

/** What is inside of an optional, a default or a transformation. */
function innerOf(field: z.ZodType): unknown {
  if (field instanceof z.ZodOptional || field instanceof z.ZodDefault) return field.def.innerType;
  return field instanceof z.ZodPipe ? field.def.in : undefined;
}
