import { lookUpChannel } from './channels.ts';
import type { Workspace } from './workspace.ts';

/** Top-level domains that Slack's composer turns into links; the ones that occur in practice are enough here. */
const bareDomain = /(?<![\w@./|-])((?:[a-z0-9-]+\.)+(?:com|net|org|io|dev|app|co|info|biz|ru|cn|de|uk|eu|me|xyz|top))(\/[^\s<>|]*)?(?![\w@-])/gi;
const address = /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;
const webLink = /https?:\/\/[^\s<>]+/g;

/**
 * What somebody typed, as Slack sends it: `& < >` escaped, `@name`, `#channel`, addresses and links in Slack's spelling.
 * Messages name people as `<@U…>`; commands with `should_escape` as `<@U…|name>`. Source: docs.slack.dev, "Formatting message text".
 */
export function spell(workspace: Workspace, typed: string, named: 'message' | 'command' = 'message'): string {
  const kept: string[] = [];
  const keep = (text: string) => `\u0000${kept.push(text) - 1}\u0000`;
  const escaped = escapeText(typed.replaceAll('\u0000', ''));
  const linked = escaped
    .replace(webLink, (link) => keep(`<${link}>`))
    .replace(address, (mail) => keep(`<mailto:${mail}|${mail}>`))
    .replace(bareDomain, (link) => keep(`<http://${link}|${link}>`))
    .replace(/@([\w.-]*\w)/g, (whole, name: string) => mention(workspace, name, named) ?? whole)
    .replace(/#([\w-]+)/g, (whole, name: string) => {
      const channel = lookUpChannel(workspace, name);
      return channel ? `<#${channel.id}|${channel.name}>` : whole;
    });
  return linked.replace(/\0(\d+)\0/g, (_, index: string) => kept[Number(index)] ?? '');
}

/** Slack escapes exactly these three. */
export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function mention(workspace: Workspace, name: string, named: 'message' | 'command'): string | undefined {
  if (name === 'here' || name === 'channel' || name === 'everyone') return `<!${name}>`;
  const user = workspace.users.values().find((candidate) => candidate.name === name.toLowerCase());
  if (user) return named === 'message' ? `<@${user.id}>` : `<@${user.id}|${user.name}>`;
  const group = workspace.groups.values().find((candidate) => candidate.handle === name);
  return group && `<!subteam^${group.id}|@${group.handle}>`;
}
