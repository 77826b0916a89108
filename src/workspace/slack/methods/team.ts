import { problemsWithBlocks } from '../block-kit/check.ts';
import type { UserGroup } from '../records.ts';
import { SlackError } from '../slack-error.ts';
import { userJson } from '../wire.ts';
import { type Around, channelScope, knownUser, type Methods, page } from './method.ts';

const listed = (groups: readonly UserGroup[]) => groups.filter(({ disabled }) => !disabled);
const showsEmail = (around: Around) => ({ email: around.scopes().includes('users:read.email') });

/** Who and what there is: the app itself, the team, its people and groups. */
export const teamMethods: Methods = {
  'api.test': { tier: 4, run: () => ({}) },
  'auth.test': {
    tier: 4,
    run: (_, { workspace, origin }) => ({
      url: `${origin()}/`,
      team: workspace.team.name,
      user: workspace.app.name.toLowerCase(),
      team_id: workspace.team.id,
      user_id: workspace.app.user,
      bot_id: workspace.app.bot,
      is_enterprise_install: false,
    }),
  },
  'apps.connections.open': { token: 'app', tier: 1, run: (_, { socketUrl }) => ({ url: socketUrl() }) },
  'team.info': {
    scopes: ['team:read'],
    tier: 3,
    run: (_, { workspace }) => ({ team: { ...workspace.team, email_domain: '', icon: { image_default: true } } }),
  },
  'bots.info': {
    scopes: ['users:read'],
    tier: 3,
    run(args, { workspace }) {
      const { app } = workspace;
      if (args.optional('bot') !== app.bot) throw new SlackError('bot_not_found');
      return { bot: { id: app.bot, deleted: false, name: app.name, app_id: app.id, user_id: app.user, updated: 0 } };
    },
  },
  'users.info': {
    scopes: ['users:read'],
    tier: 4,
    run: (args, around) => ({ user: userJson(around.workspace, knownUser(around, args.text('user')), showsEmail(around)) }),
  },
  'users.list': {
    scopes: ['users:read'],
    tier: 2,
    run(args, around) {
      const { items, next } = page(around.workspace.users.values(), args, 100);
      return { members: items.map((user) => userJson(around.workspace, user, showsEmail(around))), response_metadata: { next_cursor: next } };
    },
  },
  'users.lookupByEmail': {
    scopes: ['users:read.email'],
    tier: 3,
    run(args, { workspace }) {
      const email = args.text('email').toLowerCase();
      const user = workspace.users.values().find((candidate) => candidate.email.toLowerCase() === email && candidate.standing !== 'deactivated');
      if (!user) throw new SlackError('users_not_found');
      return { user: userJson(workspace, user, { email: true }) };
    },
  },
  'users.conversations': {
    tier: 3,
    run(args, around) {
      const { workspace } = around;
      const user = args.optional('user') ?? workspace.app.user;
      const types = (args.optional('types') ?? 'public_channel').split(',');
      const mine = workspace.channels.values().filter((channel) => {
        const wanted = types.includes({ public: 'public_channel', private: 'private_channel', direct: 'im' }[channel.kind]);
        const shared = channel.kind === 'public' || channel.members.includes(workspace.app.user);
        const granted = around.scopes().includes(channelScope(channel, 'read'));
        return wanted && shared && granted && channel.members.includes(user) && !(channel.archived && args.flag('exclude_archived'));
      });
      const { items, next } = page(mine, args, 100);
      const channels = items.map(({ id, name, kind }) => ({ id, name, is_private: kind !== 'public', is_im: kind === 'direct' }));
      return { channels, response_metadata: { next_cursor: next } };
    },
  },
  'usergroups.list': {
    scopes: ['usergroups:read'],
    tier: 2,
    run: (args, { workspace }) => ({
      usergroups: listed(workspace.groups.values()).map(({ id, handle, name, members }) => ({
        id,
        team_id: workspace.team.id,
        is_usergroup: true,
        name,
        handle,
        description: '',
        user_count: members.length,
        ...(args.flag('include_users') && { users: members }),
      })),
    }),
  },
  'usergroups.users.list': {
    scopes: ['usergroups:read'],
    tier: 2,
    run(args, { workspace }) {
      const group = workspace.groups.get(args.text('usergroup'));
      if (!group || group.disabled) throw new SlackError('no_such_subteam');
      return { users: group.members };
    },
  },
  'blocks.validate': {
    tier: 3,
    run(args) {
      const problems = problemsWithBlocks(args.json('blocks', 'invalid_blocks_format'));
      if (problems.length > 0) throw new SlackError('invalid_blocks', { errors: problems });
      return {};
    },
  },
};
