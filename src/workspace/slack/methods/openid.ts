import type { Methods } from './method.ts';

/** Sign in with Slack, where the app exchanges what a browser brought it. */
export const openIdMethods: Methods = {
  'openid.connect.token': {
    token: 'none',
    tier: 4,
    run: (args, { openid }) =>
      openid.exchange({
        clientId: args.text('client_id'),
        clientSecret: args.text('client_secret'),
        code: args.text('code'),
        redirect: args.optional('redirect_uri'),
        verifier: args.optional('code_verifier'),
      }),
  },
};
