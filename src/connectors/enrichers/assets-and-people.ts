import { role } from '../../core/team.ts';
import { defineEnricher, z } from '../../kit/index.ts';

const finding = z.object({
  person: z
    .object({ name: z.string(), roles: z.array(role), countries: z.array(z.string()), travels: z.boolean(), owns: z.array(z.string()) })
    .nullable(),
  asset: z
    .object({
      name: z.string(),
      criticality: z.enum(['low', 'medium', 'high', 'critical']),
      data: z.enum(['public', 'internal', 'confidential', 'restricted']),
      owner: z.string().nullable(),
      note: z.string().nullable(),
    })
    .nullable(),
});

export default defineEnricher({
  id: 'assets-and-people',
  title: 'Assets and people',
  looksAt: ['user', 'email', 'host', 'cloud-resource', 'ip', 'domain', 'repo', 'container'],
  uses: [],
  asksOutside: false,
  finding,

  look: async ({ kind, value }, { team }) => {
    const person = kind === 'user' || kind === 'email' ? team.byIdentity(value) : undefined;
    const asset = team.assetOf(value);
    if (person === undefined && asset === undefined) return null;
    return {
      person: person
        ? {
            name: person.name,
            roles: person.roles,
            countries: person.countries,
            travels: person.travels,
            owns: team.assets.filter(({ owner }) => owner === person.id).map(({ id, name }) => name ?? id),
          }
        : null,
      asset: asset
        ? {
            name: asset.name ?? asset.id,
            criticality: asset.criticality,
            data: asset.data,
            owner: asset.owner === undefined ? null : team.nameOf(asset.owner),
            note: asset.note ?? null,
          }
        : null,
    };
  },
  say: ({ person, asset }) => ({
    says: [
      ...(asset
        ? [
            `${asset.name}: ${asset.criticality} criticality, ${asset.data} data, ${asset.owner ? `owned by ${asset.owner}` : 'nobody is named as its owner'}.`,
          ]
        : []),
      ...(asset?.note ? [asset.note] : []),
      ...(person ? [`${person.name}${person.roles.length > 0 ? `, who is ${person.roles.join(' and ')} here` : ''}.`, whereabouts(person)] : []),
      ...(person && person.owns.length > 0 ? [`Owns ${person.owns.join(', ')}.`] : []),
    ],
    hostile: null,
  }),
  examples: [
    {
      name: 'somebody who works from one country',
      data: { person: { name: 'Alex Kim', roles: [], countries: ['DE'], travels: false, owns: ['Payroll'] }, asset: null },
      says: ['Alex Kim.', 'Usually works from DE.', 'Owns Payroll.'],
    },
    {
      name: 'a bucket that matters',
      data: {
        person: null,
        asset: { name: 'Payroll', criticality: 'critical', data: 'restricted', owner: 'Alex Kim', note: 'Exports for the bank' },
      },
      says: ['Payroll: critical criticality, restricted data, owned by Alex Kim.', 'Exports for the bank'],
    },
  ],
});

function whereabouts({ countries, travels }: { readonly countries: readonly string[]; readonly travels: boolean }): string {
  if (countries.length === 0) return 'people.yml does not say where this person usually works.';
  return `Usually works from ${countries.join(', ')}${travels ? ', and travels often: a new country alone says little' : ''}.`;
}
