import { render } from 'preact';
import { Sandbox } from './Sandbox.tsx';
import { fetchSettings } from './settings.ts';

const place = document.getElementById('sandbox');
if (place === null) throw new Error('The page has no place for the sandbox.');

fetchSettings().then(
  (settings) => {
    place.replaceChildren();
    render(<Sandbox settings={settings} />, place);
  },
  () => {
    place.textContent = 'The server of this page does not answer. Is it still running?';
  },
);
