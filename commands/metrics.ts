import { z } from 'zod';
import { spanArg } from '../src/core/span.ts';
import { resetLesson } from '../src/flows/reset-lesson.ts';
import { previewDigest } from '../src/flows/show-digest.ts';
import { showFeedback } from '../src/flows/show-feedback.ts';
import { showFunnel } from '../src/flows/show-funnel.ts';
import { metrics, showMetrics, whyMetric } from '../src/flows/show-metrics.ts';
import { defineCommand, form } from '../src/kit/index.ts';

const span = spanArg(366);
const words = z.string().trim().min(3, 'write a few words: they stand in the timeline');
const weekMs = 7 * 86_400_000;
const monthMs = 30 * 86_400_000;
const metric = z
  .string()
  .toLowerCase()
  .pipe(z.enum(metrics, `write one of ${metrics.join(', ')}`));

export default defineCommand({
  id: 'metrics',
  title: 'How fast, how right, how much by itself; what came in, and what became of it',
  hint: '30d · mttc --why',
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
    form('feedback', 'what closed incidents taught about each rule, and how many points its next score begins higher or lower', {}, (bot, _, by) =>
      showFeedback(bot, by),
    ),
    form(
      'feedback <turn> <rule> <reason…>',
      'reset: set aside what was learned about a rule; restore: take that back',
      { turn: z.enum(['reset', 'restore'], 'write reset or restore'), rule: z.string().max(1024), reason: words },
      async (bot, { turn, rule, reason }, by) => {
        await resetLesson(bot, rule, turn, reason, by);
        return showFeedback(bot, by);
      },
    ),
    form('digest', 'the week in numbers, as it is posted to a channel where policy says so', {}, (bot, _, by) => previewDigest(bot, by)),
    form(
      'why <metric> [<span>]',
      'what a metric means, how it is worked out, and every incident and event that it rests on',
      { metric, span: span.optional() },
      (bot, { metric, span = monthMs }, by) => whyMetric(bot, metric, span, by),
    ),
    form('<metric> --why', 'the same', { metric }, (bot, { metric }, by) => whyMetric(bot, metric, monthMs, by)),
    form('<metric> <span> --why', 'the same for so many hours or days', { metric, span }, (bot, { metric, span }, by) =>
      whyMetric(bot, metric, span, by),
    ),
    form(
      '[<span>]',
      'every metric of the last 30 days, or of 12h, 90d …, with what it is made of and what it was before',
      { span: span.optional() },
      (bot, { span = monthMs }, by) => showMetrics(bot, span, by),
    ),
  ],
});
