import { NotFoundError } from '../../src/core/errors.ts';
import { plain } from '../../src/core/text.ts';
import { dashboardDays } from '../../src/flows/show-dashboard.ts';
import { metrics, whyMetric } from '../../src/flows/show-metrics.ts';
import { answerHtml } from '../../src/kit/answer-html.ts';
import { definePage } from '../../src/kit/index.ts';

export default definePage({
  id: 'measured',
  title: 'What a number rests on',
  path: '/measured/:metric',
  render: async (bot, { metric: asked = '' }, by) => {
    const metric = metrics.find((one) => one === asked);
    if (metric === undefined) throw new NotFoundError(`Nothing is measured as ${asked}.`);
    const why = await whyMetric(bot, metric, dashboardDays * 86_400_000, by);
    return { type: 'html', title: plain(why.title), body: String(answerHtml(why, by.timezone)) };
  },
});
