/** The one import of a definition. */
export { z } from 'zod';
export { ConnectorError, InputError, NotFoundError, RefusedError } from '../core/errors.ts';
export { Untrusted } from '../core/untrusted.ts';
export * from './answer.ts';
export type { Bot } from './bot.ts';
export * from './define.ts';
export { Html, type HtmlPart, html } from './html.ts';
export { type By, on } from './knock.ts';
