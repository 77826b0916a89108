import type { Person } from '../core/team.ts';

/** One attempt of a browser to sign in. Everything in it is fresh and unguessable, and kept by the browser that began it alone. */
export interface SignInAttempt {
  /** Comes back with the answer: it belongs to what this browser began. */
  readonly state: string;
  /** Stands in the token: it was made for this attempt. */
  readonly nonce: string;
  /** Whoever has only seen the code cannot use it (RFC 7636). */
  readonly verifier: string;
  /** Where the answer comes back to. */
  readonly redirect: string;
}

/** Somebody who signed in, or why they may not. */
export type SignedIn = { readonly person: Person } | { readonly refused: string };

/** Lets people prove to pages who they are, by an account that they have elsewhere. */
export interface SignIn {
  /** What the button says: `Slack`. */
  readonly title: string;
  /** The address to which the browser is sent. */
  begin(attempt: SignInAttempt): string;
  /** Who came back with this code. @throws ConnectorError when the other side does not answer, or says something that does not hold. */
  finish(code: string, attempt: SignInAttempt): Promise<SignedIn>;
  /** Whoever signed in as this person, as people.yml has them now; undefined when they no longer belong to the team. */
  person(id: string): Promise<Person | undefined>;
}
