// Runs the robot check in the background once there is an address, and sends the claim when both are ready.
const form = document.querySelector('form[data-challenge]');
const field = form.elements.address;
const button = form.querySelector('button');
const check = form.querySelector('.check');
const bar = check.querySelector('progress');
const text = document.getElementById('check-text');
const left = document.getElementById('check-left');

const shortestAddress = 14;
const longestPause = 30;
const usual = 'check-ms'; // How long the last check took in this browser, to say how long this one may take.

const hosted = document.getElementById('hosted'); // Where another company's check goes, if one is demanded.
const rerun = /^captcha-(expired|used|outdated|too-easy|other-visitor)$/;

let loading = null; // The promise of the widget.
let oursDone = form.dataset.ours !== 'true';
let retries = 0; // Claims that were sent again with a new solution.
let state = 'idle'; // idle, loading, working, asking, ready, trouble
let wanted = false; // Claim was pressed before the check was done.
let sent = false;
let failures = 0;
let started = 0;
let retry = 0;

document.querySelector('[data-focus=true]')?.focus();

function show(next, words) {
  state = next;
  check.dataset.state = next === 'loading' || next === 'asking' ? 'working' : next;
  if (text.textContent !== words) text.textContent = words;
  left.textContent = '';
  button.toggleAttribute('data-waiting', wanted && next !== 'ready');
}

const working = () => (wanted ? 'Your claim goes out by itself as soon as the robot check is done' : 'Checking that you are not a robot');

function expected() {
  try { return Number(localStorage.getItem(usual)) || 3000; } catch { return 3000; }
}

function progress() {
  if (state !== 'working') return;
  const total = expected();
  const spent = performance.now() - started;
  bar.value = spent < total ? 0.9 * spent / total : 0.9 + 0.09 * (1 - Math.exp(1 - spent / total));
  left.textContent = spent < total ? `, about ${Math.ceil((total - spent) / 1000)} s` : spent < 3 * total ? ', nearly there' : ', a little longer than usual';
}

// One widget, however often it is asked for: a second one would send a second solution.
function load() {
  loading ??= create().catch((error) => {
    loading = null;
    throw error;
  });
  return loading;
}

async function create() {
  await import(failures ? `${form.dataset.widget}?again=${failures}` : form.dataset.widget);
  const { algorithms, defaults } = globalThis.$altcha;
  algorithms.set('PBKDF2/SHA-256', () => new Worker(form.dataset.worker));
  defaults.set({ humanInteractionSignature: false, minDuration: 0 });
  const widget = document.createElement('altcha-widget');
  widget.setAttribute('challenge', form.dataset.challenge);
  widget.setAttribute('display', 'invisible');
  const loaded = new Promise((resolve) => widget.addEventListener('load', resolve, { once: true }));
  widget.addEventListener('statechange', (event) => changed(event.detail.state));
  form.append(widget);
  await loaded;
  return widget;
}

function instead() {
  document.getElementById('instead')?.removeAttribute('hidden');
}

// Both the hosted check and ours have to be done, in whichever order.
function settle() {
  if (!oursDone) return;
  bar.value = form.dataset.ours === 'true' ? 1 : 0;
  if (hosted && !form.elements.hosted.value) show('asking', 'Please finish the check below.');
  else ready();
}

async function openHosted() {
  try {
    await (await import(form.dataset.hosted)).open(hosted, (token) => {
      form.elements.hosted.value = token;
      settle();
    });
    settle();
  } catch {
    show('trouble', 'The check of another company, which this page needs, could not be loaded. Does your browser block it?');
    instead();
  }
}

async function start() {
  if (state === 'loading' || state === 'working' || state === 'asking' || state === 'ready') return;
  clearTimeout(retry);
  if (oursDone) return; // The hosted check is already there, and goes on by itself.
  if (!isSecureContext) {
    show('trouble', 'The robot check needs a secure connection. Please open this page with https:// in front of its address.');
    instead();
    return;
  }
  show('loading', working());
  try {
    const widget = await load();
    started = performance.now();
    show('working', working());
    progress();
    widget.verify();
  } catch {
    failed();
  }
}

function changed(now) {
  if (now === 'verified') solved();
  else if (now === 'error') failed();
  else if (now === 'expired' || (now === 'unverified' && state === 'ready')) again();
}

function solved() {
  failures = 0;
  oursDone = true;
  try { localStorage.setItem(usual, String(Math.round(performance.now() - started))); } catch { /* Only the estimate is lost. */ }
  settle();
}

function ready() {
  bar.value = 1;
  show('ready', wanted ? 'Check done. Sending your claim…' : 'Check done, you are not a robot.');
  if (wanted) form.requestSubmit(button);
}

function again() {
  oursDone = false;
  show('trouble', 'The check had become too old. Running it again…');
  bar.value = 0;
  start();
}

function failed() {
  failures += 1;
  const pause = Math.min(longestPause, 2 ** failures);
  bar.value = 0;
  show('trouble', `The robot check did not get through. Trying again in ${pause} s; your address stays here.`);
  if (failures > 1) instead();
  retry = setTimeout(start, pause * 1000);
}

// Without a page load, so that a check that had become stale runs again alone. All else is for the server's page to say.
async function post() {
  try {
    const body = new URLSearchParams(new FormData(form));
    const reply = await fetch(form.action, { method: 'POST', body, headers: { accept: 'application/problem+json' } });
    if (reply.status === 201) {
      location.assign(reply.headers.get('location'));
      return;
    }
    if (rerun.test((await reply.json()).code) && retries < 2) {
      retries += 1;
      wanted = true;
      sent = false;
      (await load()).reset();
      return;
    }
  } catch { /* The form, sent once more, says what is wrong. */ }
  form.submit();
}

const filled = () => field.value.trim().length >= shortestAddress;

field.addEventListener('input', () => {
  field.removeAttribute('aria-invalid');
  if (filled()) start();
});
// Fetching may begin while the visitor is still typing; the work begins with the address.
field.addEventListener('focus', () => { if (isSecureContext) load().catch(() => {}); }, { once: true });

form.addEventListener('submit', (event) => {
  if (event.submitter?.hasAttribute('formaction')) return;
  if (state === 'ready' && !sent) {
    sent = true;
    if (hosted) return;
    event.preventDefault();
    post();
    return;
  }
  event.preventDefault();
  if (sent) return;
  if (!field.value.trim()) {
    field.reportValidity();
    field.focus();
    return;
  }
  wanted = true;
  if (state === 'working' || state === 'loading') show(state, working());
  else start();
});

if (hosted) openHosted();
addEventListener('online', () => { if (state === 'trouble') start(); });
addEventListener('pageshow', (event) => {
  if (!event.persisted) return;
  sent = wanted = false;
});
document.addEventListener('waited', () => { if (filled()) start(); });
setInterval(progress, 200);
if (filled() && form.dataset.hold !== 'true') start();
