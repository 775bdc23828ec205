// Keeps the wallet fresh while a payout is moving: fetches this page again and swaps the parts that changed.
const pause = 3;
const longestPause = 60;
const connection = document.getElementById('connection');
const news = document.getElementById('news');

const parts = () => [...document.querySelectorAll('[data-live]')];
const headline = (root) => root.querySelector('#payouts [data-headline]')?.dataset.headline ?? '';
const moving = () => document.getElementById('payouts')?.dataset.moving === 'true';

// As the server sent them: what stands in the page has its times rewritten.
let original = null;
let said = headline(document);
let failures = 0;
let timer = 0;

async function page() {
  try {
    const response = await fetch('/wallet', { headers: { accept: 'text/html' }, cache: 'no-store' });
    if (!response.ok) return null;
    return new DOMParser().parseFromString(await response.text(), 'text/html');
  } catch {
    return null;
  }
}

function swap(next) {
  const opened = new Map([...document.querySelectorAll('details[id]')].map((details) => [details.id, details.open]));
  const focused = document.activeElement?.id;
  let changed = false;
  for (const part of parts()) {
    const fresh = next.getElementById(part.id);
    if (!fresh || fresh.outerHTML === original?.getElementById(part.id)?.outerHTML) continue;
    part.replaceWith(document.importNode(fresh, true));
    changed = true;
  }
  if (!changed) return;
  for (const [id, open] of opened) document.getElementById(id)?.toggleAttribute('open', open);
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus();
  if (headline(next) !== said) news.textContent = said = headline(next);
  dress();
  document.dispatchEvent(new Event('refreshed'));
}

async function refresh() {
  const next = await page();
  failures = next ? 0 : failures + 1;
  connection.hidden = !failures;
  if (next) {
    swap(next);
    original = next;
  }
  plan();
}

function plan() {
  clearTimeout(timer);
  if (document.hidden || !(moving() || failures)) return;
  timer = setTimeout(refresh, 1000 * Math.min(longestPause, pause * 2 ** failures));
}

// Transactions that no explorer shows are there to be copied.
function dress() {
  for (const code of document.querySelectorAll('code[data-copy]')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = 'Copy';
    button.setAttribute('aria-label', 'Copy the transaction id');
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(code.textContent);
        button.textContent = 'Copied';
      } catch {
        getSelection().selectAllChildren(code);
      }
    });
    code.removeAttribute('data-copy');
    code.after(' ', button);
  }
}

document.addEventListener('visibilitychange', () => { if (!document.hidden && moving()) refresh(); else plan(); });
addEventListener('online', refresh);
// The banner of a claim belongs to this visit, not to a bookmark.
if (location.search) history.replaceState(null, '', '/wallet');
dress();
plan();
