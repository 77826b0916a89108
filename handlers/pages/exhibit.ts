import { NotFoundError } from '../../src/core/errors.ts';
import { exhibitId } from '../../src/core/exhibit.ts';
import { readCase } from '../../src/flows/read-case.ts';
import { definePage } from '../../src/kit/index.ts';

export default definePage({
  id: 'exhibit',
  title: 'Evidence as it was captured',
  path: '/incidents/:incident/evidence/:sha256',
  render: async (bot, { incident = '', sha256 = '' }, by) => {
    const known = await readCase(bot, incident, by);
    const found = await bot.store.get('exhibit', exhibitId(known.incident.id, sha256));
    if (!found) throw new NotFoundError(`There is no evidence with this hash in ${known.incident.id}.`, { next: bot.pageUrl(known.incident.id) });
    return { type: 'json', body: found.content, fileName: `${known.incident.id}-${sha256.slice(0, 8)}.json` };
  },
});
