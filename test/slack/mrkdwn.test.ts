import { describe, expect, it } from 'vitest';
import { mrkdwn } from '../../src/slack/views/mrkdwn.ts';

describe('what is emphasised', () => {
  it('keeps its spaces outside of the marks, where Slack reads them', () => {
    expect(String(mrkdwn`${[{ strong: 'user ' }, 'alex', { code: ' a`b ' }, '.', { strong: ' ' }]}`)).toBe('*user* alex `ab` .');
  });
});
