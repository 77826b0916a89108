import { addressClass, isOutside } from '../../core/address.ts';
import { defineEnricher, Untrusted, z } from '../../kit/index.ts';

const days = 90;
/** From here on AbuseIPDB itself advises to block. */
const abusive = 75;

const finding = z.object({
  abusive: z.number().min(0).max(100),
  reports: z.int().nonnegative(),
  reporters: z.int().nonnegative().nullable(),
  lastReportedAt: z.string().nullable(),
  country: z.string().nullable(),
  usage: z.string().nullable(),
  operator: z.string().nullable(),
  tor: z.boolean(),
  trusted: z.boolean(),
});

export default defineEnricher({
  id: 'abuseipdb',
  title: 'AbuseIPDB',
  looksAt: ['ip'],
  uses: ['abuseipdb'],
  asksOutside: true,
  finding,

  look: async ({ value }, { clients }) => {
    const kind = addressClass(value);
    // An address that nobody outside can have says something about our network, and must not be told to others.
    return kind !== undefined && isOutside(kind) ? await clients.abuseipdb.reportsAbout(value, days) : null;
  },
  say: (data) => ({
    says: [
      data.reports === 0
        ? `AbuseIPDB: nobody has reported it in ${days} days.`
        : `AbuseIPDB is ${Math.round(data.abusive)} % sure that it is abusive: ${reports(data)} in ${days} days${data.lastReportedAt ? `, last on ${data.lastReportedAt.slice(0, 10)}` : ''}.`,
      ...(data.tor ? ['It is an exit of the Tor network.'] : []),
      ...(data.trusted ? ['It is on the list of addresses that good services use.'] : []),
      ...(data.country || data.operator
        ? [Untrusted.of(`It belongs to ${[data.operator, data.usage, data.country].filter(Boolean).join(', ')}.`)]
        : []),
    ],
    hostile: data.trusted ? false : data.abusive >= abusive ? true : null,
  }),
  examples: [
    {
      name: 'a known scanner',
      data: {
        abusive: 97,
        reports: 412,
        reporters: 120,
        lastReportedAt: '2026-03-13T21:00:00+00:00',
        country: 'NL',
        usage: 'Data Center/Web Hosting/Transit',
        operator: 'Example Hosting',
        tor: false,
        trusted: false,
      },
      says: [
        'AbuseIPDB is 97 % sure that it is abusive: 412 reports by 120 people in 90 days, last on 2026-03-13.',
        'It belongs to Example Hosting, Data Center/Web Hosting/Transit, NL.',
      ],
    },
    {
      name: 'nobody has complained',
      data: { abusive: 0, reports: 0, reporters: null, lastReportedAt: null, country: null, usage: null, operator: null, tor: false, trusted: false },
      says: ['AbuseIPDB: nobody has reported it in 90 days.'],
    },
  ],
});

function reports({ reports, reporters }: z.infer<typeof finding>): string {
  const count = `${reports} report${reports === 1 ? '' : 's'}`;
  return reporters === null ? count : `${count} by ${reporters} ${reporters === 1 ? 'person' : 'people'}`;
}
