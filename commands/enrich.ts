import { observableArg } from '../src/core/observable.ts';
import { lookUp } from '../src/flows/look-up.ts';
import { defineCommand, form } from '../src/kit/index.ts';

export default defineCommand({
  id: 'enrich',
  title: 'Ask every enricher about one thing, without touching an incident',
  hint: '203.0.113.7',
  forms: [
    form(
      '<observable>',
      'an address, domain, hash, URL, e-mail, user (user:alex) or host (host:web-1)',
      { observable: observableArg },
      (bot, { observable }, by) => lookUp(bot, observable, by),
    ),
  ],
});
