import { isKeptFrom } from '../core/access.ts';
import type { Instant } from '../core/alert.ts';
import { digestPicture } from '../core/digest-picture.ts';
import { totalOf } from '../core/funnel.ts';
import { severity } from '../core/incident.ts';
import { metricValue } from '../core/metric-words.ts';
import type { Picture } from '../core/picture.ts';
import { counted, percent, strung, type Text } from '../core/text.ts';
import { weeksBefore } from '../core/trends.ts';
import { type Answer, answer, type Part } from '../kit/answer.ts';
import type { Bot } from '../kit/bot.ts';
import type { By } from '../kit/knock.ts';
import { onlyForReaders } from './only-for-readers.ts';
import { closedWithin, windowUntil } from './read-metrics.ts';
import { metricLines } from './show-metrics.ts';

const weekMs = 7 * 86_400_000;
const weeksShown = 12;
/** A channel has readers of many kinds: everything is counted, and nothing named. */
const nobody: Pick<By, 'person'> = { person: undefined };

/** The week that ended with `until`, for a channel: how much came in, what became of it, how fast and how right; no incident is named in it. */
export async function digestOf(bot: Bot, until: Instant): Promise<{ readonly answer: Answer; readonly picture: Picture }> {
  const window = windowUntil(until, weekMs);
  const all = await closedWithin(bot, windowUntil(until, weeksShown * weekMs), nobody);
  const former = windowUntil(window.since, weekMs);
  const [funnel, funnelBefore] = [await bot.store.funnel(window), await bot.store.funnel(former)];
  const closed = all.filter(({ closedAt }) => closedAt >= window.since);
  const before = all.filter(({ closedAt }) => closedAt >= former.since && closedAt < former.until);
  const earlier = metricLines(before, funnelBefore);
  const rows = metricLines(closed, funnel)
    .map((line, index): Text[] => [
      line.title,
      metricValue(line.value, line.unit),
      line.unit === 'minutes' ? counted(line.rows.length, 'incident') : `of ${line.denominator}`,
      metricValue(earlier[index]?.value ?? null, line.unit),
    ])
    .filter(([, value]) => value !== '–');
  const real = closed.filter(({ measures }) => !measures.drill);
  const total = totalOf(funnel);
  const { received, merged, opened } = total;
  const weeks = weeksBefore(until, weeksShown, all);
  const open = (await bot.store.incidents({ open: true, limit: 1000 })).filter((incident) => !incident.drill && !isKeptFrom(undefined, incident));
  const contained = await containedFor(bot);
  const bySeverity = severity.options.toReversed().flatMap((name) => {
    const count = open.filter((incident) => incident.severity === name).length;
    return count === 0 ? [] : [`${count} ${name}`];
  });
  const parts: Part[] = [
    {
      facts: [
        ['The week', ['Until ', { at: until }, '.']],
        [
          'Came in',
          received === 0
            ? 'Nothing.'
            : `${received} received, ${merged + opened} of them in incidents (${percent((merged + opened) / received)}), ${opened} opened one.`,
        ],
        ['Closed', real.length === 0 ? 'No incident.' : `${counted(real.length, 'incident')}: ${verdictsOf(real)}.`],
        ['Now', `${open.length} open${bySeverity.length === 0 ? '' : ` (${bySeverity.join(', ')})`}, ${counted(contained, 'containment')} in force.`],
      ],
    },
    ...(rows.length === 0 ? [] : [{ table: { columns: ['Metric', 'This week', 'Counts', 'Week before'], rows } }]),
    {
      text: strung([
        { strong: 'Closed per week:' },
        weeks.map(({ truePositives, others }) => truePositives + others).join(' · '),
        '(the last twelve, this one last)',
      ]),
    },
    {
      hint: [
        'What a number means and rests on: ',
        { code: `${bot.commandPrefix}metrics why mttc 7d` },
        '. No incident is named here, because not everybody may read each.',
      ],
    },
  ];
  const said = answer('The week in numbers', parts, {
    ...window,
    received,
    closed: real.length,
    open: open.length,
    contained,
    weeks,
  });
  return { answer: said, picture: digestPicture(total, weeks) };
}

/** What the digest would say now. @throws RefusedError for whoever may not read. */
export async function previewDigest(bot: Bot, by: By): Promise<Answer> {
  onlyForReaders('The digest', bot, by);
  const { digest } = bot.files.policy.metrics;
  const { answer: preview } = await digestOf(bot, bot.now());
  const when =
    digest === undefined
      ? 'This is only shown to you: policy.yml asks for no digest. To have it posted every week, write metrics.digest there.'
      : `This is what it would say now. It is posted every ${digest.day[0]?.toUpperCase()}${digest.day.slice(1)} at ${digest.at} (${digest.timezone}).`;
  return { ...preview, parts: [...preview.parts, { hint: when }] };
}

/** Of what is restricted to some, a channel of others learns not even that there is one more. */
async function containedFor(bot: Bot): Promise<number> {
  let count = 0;
  for (const { incident: id } of await bot.store.proposals({ states: ['done', 'undoing', 'unknown'] })) {
    const incident = await bot.store.get('incident', id);
    if (incident !== undefined && !isKeptFrom(undefined, incident)) count += 1;
  }
  return count;
}

function verdictsOf(closed: Awaited<ReturnType<typeof closedWithin>>): string {
  const counts = Map.groupBy(closed, ({ measures }) => measures.verdict);
  return [...counts]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([verdict, own]) => `${own.length} ${verdict.replace('-', ' ')}`)
    .join(', ');
}
