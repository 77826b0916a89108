import { describe, expect, test } from 'vitest';
import { ConnectorError } from '../../src/core/errors.ts';
import { createLog } from '../../src/observe/log.ts';
import { createMetrics } from '../../src/observe/metrics.ts';
import { redactor } from '../../src/observe/redact.ts';
import { aCase } from '../core/builders.ts';
import { botWith } from '../web/bot.ts';

function logTo(as: 'json' | 'lines') {
  const lines: string[] = [];
  const log = createLog({ to: { write: (line) => lines.push(line) }, as, level: 'info', redact: redactor(['correct-horse-battery'], 'key') });
  return { log, lines };
}

describe('the log', () => {
  test('writes one JSON object per line, with the sentence and its fields', () => {
    const { log, lines } = logTo('json');
    log.warn({ vendor: 'okta', status: 403 }, 'a connector refused');
    log.debug({}, 'not at this level');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'warn',
      message: 'a connector refused',
      vendor: 'okta',
      status: 403,
      time: expect.stringMatching(/Z$/),
    });
  });

  test.each(['json', 'lines'] as const)('never writes a secret, however it got into a line (%s)', (as) => {
    const { log, lines } = logTo(as);
    const error = new Error('refused: correct-horse-battery', { cause: new Error('Bearer correct-horse-battery') });
    log.error({ error, headers: { authorization: 'x-y-z' }, token: 'x-y-z', deep: { why: ['correct-horse-battery'] } }, 'it failed');
    expect(lines.join('')).not.toMatch(/correct-horse|x-y-z/);
    expect(lines.join('')).toContain('[secret:');
  });

  test('says at a terminal in one short line what happened, and what to do about an error', () => {
    const { log, lines } = logTo('lines');
    const error = new ConnectorError('okta', 'Okta refused to suspend the user (403).', {
      status: 403,
      retryable: false,
      next: 'Give the token the role Help Desk.',
    });
    log.error({ error, incident: 'INC-1' }, 'an action failed');
    expect(lines[0]).toMatch(
      /^\d\d:\d\d:\d\d error an action failed {2}incident=INC-1\n {9}Okta refused to suspend the user \(403\)\. Give the token the role Help Desk\.\n$/,
    );
  });
});

describe('metrics', () => {
  test('count what was received, and ask for the backlog when they are read', async () => {
    const { store, now } = await botWith([], () => '2026-03-14T02:11:09.000Z');
    const metrics = createMetrics(
      {
        ...store,
        funnel: async () => [{ source: 'okta', received: 9, quarantined: 1, duplicate: 2, snoozed: 0, silent: 3, merged: 2, opened: 1 }],
        backlog: async () => ({ jobs: { waiting: 3, due: 1, dead: 0 }, outbox: { waiting: 1, ambiguous: 2, dead: 0 }, quarantined: 4, unkept: 0 }),
        cases: async () => [
          aCase({ action: 'block-ip', confidence: 0.9, verdict: 'true-positive' }),
          aCase({ action: 'block-ip', confidence: 0.7, verdict: 'false-positive' }),
        ],
      },
      now,
    );
    metrics.hook({ source: 'okta', outcome: 'accepted', alerts: 5, duplicates: 2, seconds: 0.01 });
    metrics.hook({ source: 'okta', outcome: 'quarantined', alerts: 0, duplicates: 0, seconds: 0.01 });
    metrics.call({ vendor: 'okta', operation: 'suspend a user', outcome: 'ok', ms: 120 });
    metrics.slackCall('chat.postMessage', 'ok');
    const { contentType, text } = await metrics.page();
    expect(contentType).toContain('text/plain');
    expect(text).toContain('firebreak_alerts_received_total{source="okta"} 5');
    expect(text).toContain('firebreak_alerts_duplicate_total{source="okta"} 2');
    expect(text).toContain('firebreak_deliveries_total{source="okta",outcome="quarantined"} 1');
    expect(text).toContain('firebreak_connector_call_duration_seconds_count{vendor="okta",outcome="ok"} 1');
    expect(text).toContain('firebreak_slack_calls_total{method="chat.postMessage",code="ok"} 1');
    expect(text).toContain('firebreak_backlog{queue="outbox",state="ambiguous"} 2');
    expect(text).toContain('firebreak_alerts_total{source="okta",fate="silent"} 3');
    expect(text).toContain('firebreak_backlog{queue="quarantine",state="waiting"} 4');
    expect(text).toContain('firebreak_confidence_cases{action="block-ip"} 2');
    // ((0.9 − 1)² + (0.7 − 0)²) / 2 and (|0.9 − 1| + |0.7 − 0|) / 2
    expect(text).toMatch(/firebreak_confidence_brier_score\{action="block-ip"\} 0\.2(5|4999)/);
    expect(text).toMatch(/firebreak_confidence_calibration_error\{action="block-ip"\} 0\.(4|3999)/);
  });
});
