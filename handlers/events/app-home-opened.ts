import { saidYes } from '../../src/core/approval.ts';
import type { Proposal } from '../../src/core/proposal.ts';
import { readableIncidents } from '../../src/flows/read-case.ts';
import { on, z } from '../../src/kit/index.ts';
import { homeBlocks } from '../../src/slack/views/home.ts';

export default on.event(
  'app_home_opened',
  'Show what waits, what is open and what is contained',
  z.object({ tab: z.string() }),
  async (bot, { tab }, by) => {
    if (tab !== 'home') return undefined;
    const incidents = await readableIncidents(bot, by, { open: true, limit: 50 });
    const readable = new Set(incidents.map(({ id }) => id));
    const proposals = (await bot.store.proposals({ states: ['proposed', 'done'] })).filter(({ incident }) => readable.has(incident));
    const hasSaid = (proposal: Proposal) => by.person !== undefined && saidYes(by.person, proposal, bot.files.team);
    return { home: homeBlocks({ incidents, proposals, hasSaid, prefix: bot.commandPrefix }, bot.now()) };
  },
);
