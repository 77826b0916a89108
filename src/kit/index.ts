/** The one import of a definition. */
export { z } from 'zod';
export type { AlertInput } from '../core/alert.ts';
export { ConnectorError, InputError, NotFoundError, type Problem, RefusedError } from '../core/errors.ts';
export { observableKinds, observableOf } from '../core/observable.ts';
export { Untrusted } from '../core/untrusted.ts';
export * from './answer.ts';
export type { Bot } from './bot.ts';
export { countryCode } from './country.ts';
export * from './define.ts';
export { type Expression, expressionOver } from './expression.ts';
export { Html, type HtmlPart, html } from './html.ts';
export { instantOf } from './instant.ts';
export { type By, defineCommand, definePage, defineSchedule, form, on, type Quoted } from './knock.ts';
export { oneOrMany } from './one-or-many.ts';
export type { ObservableInput } from './read-delivery.ts';
export { readPart } from './read-part.ts';
export { severityOf, severityWords } from './severity.ts';
