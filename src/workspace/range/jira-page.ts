import type { JiraIssue } from './jira-seed.ts';
import { plainText } from './jira-shapes.ts';
import { readableTimes } from './readable-times.ts';

/** The ticket as a page for people, at the address that Jira gives its issues: `/browse/SEC-2`. */
export function issuePage(issue: JiraIssue): string {
  const links = issue.remoteLinks.map(({ object }) => {
    const { url, title } = object;
    const safe = typeof url === 'string' && /^https?:\/\//.test(url);
    return `<li>${safe ? `<a rel="noreferrer" href="${html(url)}">${html(String(title))}</a>` : html(String(title))}</li>`;
  });
  const related = (issue.related ?? []).map((key) => `<li>relates to <a href="/browse/${html(key)}">${html(key)}</a></li>`);
  const comments = issue.comments.map(
    ({ created, body }) => `<article><h3>${html(readableTimes(created))}</h3><pre>${html(plainText(body))}</pre></article>`,
  );
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${html(issue.key)} ${html(issue.summary)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem}pre{white-space:pre-wrap;font:inherit}h3{font-size:.9rem;margin-bottom:0}</style></head>
<body>
<p>${html(issue.key)} · ${html(issue.issueType)} · <strong>${html(issue.status)}</strong> · ${html(issue.priority)}</p>
<h1>${html(issue.summary)}</h1>
<p>${issue.labels.map(html).join(' · ')}</p>
<pre>${html(plainText(issue.description))}</pre>
<h2>Links</h2><ul>${[...related, ...links].join('') || '<li>none</li>'}</ul>
<h2>Comments</h2>${comments.join('') || '<p>none</p>'}
</body>
</html>
`;
}

function html(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
