import { reportOf } from '../../src/core/report.ts';
import type { Team } from '../../src/core/team.ts';
import { piecesOf, plain, strung, type Text } from '../../src/core/text.ts';
import type { TimelineEvent } from '../../src/core/timeline.ts';
import { sentenceOf } from '../../src/core/timeline-sentences.ts';
import type { Case } from '../../src/flows/read-case.ts';
import type { Bot } from '../../src/kit/bot.ts';

/**
 * Lines of a case's report that give a number or an instant that none of the events says that they cite. How many events of a kind there are is said by
 * how many are cited; how long it was between two instants by themselves; what is not known is said by none.
 */
export function misquoted(known: Case, files: Bot['files'], now: string): readonly string[] {
  const { team, policy } = files;
  const events = new Map(known.events.map((event) => [event.seq, event]));
  return reportOf(known, team, policy, now)
    .sections.filter(({ heading }) => !aboutNone.has(heading))
    .flatMap(({ heading, lines, table }) => [
      ...lines.map((line) => ({ heading, ...line })),
      ...(table?.rows ?? []).map(({ cells, cites }) => ({ heading, text: strung(cells.flatMap(piecesOf)), cites })),
    ])
    .filter(
      ({ text, cites }) =>
        !isSaid(
          text,
          cites.flatMap((seq) => events.get(seq) ?? []),
          team,
        ),
    )
    .map(({ heading, text, cites }) => `${heading}: ${plain(text)} [#${cites.join(', #')}]`);
}

/** Sections whose lines say what no event says: what is missing, what standards ask for, and how the report itself is checked. */
const aboutNone: ReadonlySet<string> = new Set(['Not known', 'Controls touched', 'How to check this report']);

function isSaid(text: Text, cited: readonly TimelineEvent[], team: Team): boolean {
  const said = cited
    .map((event) => `${event.happenedAt} ${event.recordedAt} ${event.hash} ${plain(sentenceOf(event, team.nameOf))} ${JSON.stringify(event.payload)}`)
    .join('\n');
  const alerts = cited.filter(({ type }) => type === 'alert.joined').length;
  const instants = piecesOf(text).flatMap((piece) => (typeof piece === 'object' && 'at' in piece ? [piece.at] : []));
  const words = plain(piecesOf(text).filter((piece) => typeof piece !== 'object' || !('at' in piece))).replaceAll(
    / of 100|\d+ (?:s|min|h|days)\b/g,
    '',
  );
  const numbers = (words.match(/\d+(?:\.\d+)*/g) ?? []).filter((number) => number !== String(alerts));
  return instants.every((at) => said.includes(at)) && numbers.every((number) => said.includes(number));
}
