import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { ConnectorError } from '../core/errors.ts';

/** Slack's word for what went wrong (`channel_not_found`), when it was Slack that said so. */
export function slackWord(error: unknown): string | undefined {
  if (error instanceof WebAPIPlatformError) return error.data.error;
  if (error instanceof ConnectorError && error.cause instanceof WebAPIPlatformError) return error.cause.data.error;
  return undefined;
}

/**
 * What Slack's client threw, in our words. A broken connection comes back as it is: kit/run tells whether the request can have left.
 * Sources: docs.slack.dev/reference/methods (error tables), docs.slack.dev/apis/web-api/rate-limits.
 */
export function asSlackError(error: unknown, operation: string): unknown {
  if (error instanceof WebAPIRateLimitedError) {
    return new ConnectorError('slack', `Slack has had too many calls from us and did not ${operation}.`, {
      status: 429,
      retryable: true,
      retryAfter: error.retryAfter * 1000,
      next: `Firebreak tries again by itself in ${error.retryAfter} s.`,
      cause: error,
    });
  }
  if (error instanceof WebAPIHTTPError) {
    return new ConnectorError('slack', `Slack failed when asked to ${operation} (${error.statusCode}).`, {
      status: error.statusCode,
      retryable: error.statusCode >= 500,
      // A gateway that gave up waiting says nothing about what stands behind it.
      unknown: error.statusCode >= 500,
      next: 'Look at slack-status.com; Firebreak tries again by itself.',
      cause: error,
    });
  }
  if (error instanceof WebAPIRequestError) return error.original;
  if (error instanceof WebAPIPlatformError) return refusal(error, operation);
  return error;
}

/** Words after which Slack may have done a part of what was asked. */
const perhapsDone = new Set(['internal_error', 'fatal_error', 'request_timeout']);
/** Words for "not now". */
const later = new Set(['ratelimited', 'rate_limited', 'service_unavailable', 'team_added_to_org', 'accesslimited', ...perhapsDone]);

function refusal(error: WebAPIPlatformError, operation: string): ConnectorError {
  const word = error.data.error;
  const next = nextStep(error);
  return new ConnectorError('slack', `Slack refused to ${operation} (${word}).`, {
    retryable: later.has(word),
    unknown: perhapsDone.has(word),
    ...(next !== undefined && { next }),
    cause: error,
  });
}

function nextStep(error: WebAPIPlatformError): string | undefined {
  const word = error.data.error;
  switch (word) {
    case 'missing_scope': {
      const needed = 'needed' in error.data && typeof error.data.needed === 'string' ? error.data.needed : 'that manifest.yml lists';
      return `Give the app the scope ${needed} and install it again.`;
    }
    case 'invalid_auth':
    case 'not_authed':
    case 'token_revoked':
    case 'token_expired':
    case 'account_inactive':
      return 'Put a valid token into SLACK_BOT_TOKEN and restart.';
    case 'channel_not_found':
    case 'not_in_channel':
      return 'Invite the app to that channel: /invite @Firebreak.';
    case 'is_archived':
      return 'Unarchive that channel in Slack.';
    case 'restricted_action':
    case 'not_allowed_token_type':
    case 'no_permission':
      return 'Ask an admin of the workspace to let the app do this.';
    case 'expired_trigger_id':
    case 'trigger_expired':
      return 'Slack waits three seconds only: press it again.';
    default:
      return undefined;
  }
}
