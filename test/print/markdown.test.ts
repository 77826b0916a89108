import { expect, test } from 'vitest';
import { reportOf } from '../../src/core/report.ts';
import { reportMarkdown } from '../../src/print/markdown.ts';
import { acme, aPolicy, at } from '../core/builders.ts';
import { aReportInput } from '../core/reported.ts';

const report = reportOf(aReportInput(), acme, aPolicy(), at(30));

test('in Markdown attackers can write no heading, link, line or tag', () => {
  const markdown = reportMarkdown(report);
  expect(markdown.split('\n').filter((line) => /^#/.test(line))).toEqual([
    expect.stringMatching(/^# INC-1: /),
    ...report.sections.map(({ heading }) => `## ${heading}`),
  ]);
  expect(markdown).not.toMatch(/(?<!\\)\]\(/);
  expect(markdown).not.toContain('<');
  expect(markdown).not.toContain('https://evil');
  expect(markdown).toContain('Not her. [#50]');
});

test('every line of the Markdown that tells something cites it', () => {
  const lines = reportMarkdown(report)
    .split('\n')
    .filter((line) => line.startsWith('- '));
  expect(lines.length).toBeGreaterThan(12);
  expect(lines.filter((line) => !/ \[#\d+\]$/.test(line))).toEqual([]);
});
