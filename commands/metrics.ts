import { spanArg } from '../src/core/span.ts';
import { showFunnel } from '../src/flows/show-funnel.ts';
import { defineCommand, form } from '../src/kit/index.ts';

const span = spanArg(366);
const weekMs = 7 * 86_400_000;

export default defineCommand({
  id: 'metrics',
  title: 'What came in, and what became of it',
  hint: 'funnel 7d',
  forms: [
    form('funnel --why', 'the same for 7 days, naming the newest alerts of each fate', {}, (bot, _, by) =>
      showFunnel(bot, { spanMs: weekMs, why: true }, by),
    ),
    form('funnel <span> --why', 'the same for so many hours or days, naming the newest alerts of each fate', { span }, (bot, { span }, by) =>
      showFunnel(bot, { spanMs: span, why: true }, by),
    ),
    form(
      'funnel [<span>]',
      'how much was received in the last 7 days, or in 12h, 30d …, by source, and what became of each; who never sent, which rules never fired',
      { span: span.optional() },
      (bot, { span = weekMs }, by) => showFunnel(bot, { spanMs: span, why: false }, by),
    ),
  ],
});
