import { render } from 'preact';
import { App } from './shell/app.tsx';
import { firstPerson } from './state/first-person.ts';

const root = document.getElementById('page');
if (!root) throw new Error('index.html has no element with the id "page"');

firstPerson(location.hash).then(
  (first) => render(<App first={first} />, root),
  () => render(<p class="starting">The workspace does not answer. Is it running? Start it with npm start, then load this page again.</p>, root),
);
