/** What is read of `manifest.yml`: which commands, shortcuts, events and scopes the app has registered. */
export interface Manifest {
  readonly display_information: { readonly name: string };
  readonly features: {
    readonly app_home?: {
      readonly home_tab_enabled?: boolean;
      readonly messages_tab_enabled?: boolean;
      readonly messages_tab_read_only_enabled?: boolean;
    };
    readonly bot_user?: { readonly display_name: string };
    readonly slash_commands?: readonly ManifestCommand[];
    readonly shortcuts?: readonly {
      readonly name: string;
      readonly type: 'global' | 'message';
      readonly callback_id: string;
      readonly description: string;
    }[];
  };
  readonly oauth_config: { readonly scopes: { readonly bot: readonly string[]; readonly bot_optional?: readonly string[] } };
  readonly settings: { readonly event_subscriptions?: { readonly bot_events?: readonly string[] } };
}

export interface ManifestCommand {
  /** With its slash. */
  readonly command: string;
  readonly description: string;
  readonly usage_hint?: string;
  /** Whether people, channels and links in the text arrive in Slack's own spelling. */
  readonly should_escape?: boolean;
}
