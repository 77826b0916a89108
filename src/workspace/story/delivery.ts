/** One webhook of a story, ready to be sent. */
export interface Delivery {
  /** What happens, for whoever watches. */
  readonly title: string;
  /** `:source` of `POST /hooks/:source`. */
  readonly source: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Byte for byte, as it was signed. */
  readonly body: string;
}

/** How the practice vendors prove to the bot who they are. */
export interface HookCredentials {
  /** The secret header of Okta, EventBridge and Alertmanager. */
  readonly hookToken: string;
  /** GitHub signs with it. */
  readonly githubSecret: string;
}
