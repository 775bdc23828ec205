// Times in the visitor's own zone, and what is to wait for as a countdown. Without this script they read as UTC.
const skew = Number(document.body.dataset.now) - Date.now();
const two = (number) => String(number).padStart(2, '0');
const clock = new Intl.DateTimeFormat(undefined, { hour: 'numeric', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

function localise(time) {
  const at = new Date(time.dateTime);
  const today = at.toDateString() === new Date().toDateString();
  time.textContent = `${today ? 'today' : day.format(at)} ${clock.format(at)}`;
  time.title = full.format(at);
  time.removeAttribute('data-local');
}

function left(seconds) {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  if (hours >= 48) return `${Math.floor(hours / 24)} days ${hours % 24} h`;
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${two(minutes)}:${two(seconds % 60)}`;
}

function count(time) {
  const seconds = Math.ceil((Date.parse(time.dateTime) - Date.now() - skew) / 1000);
  const text = `in ${left(Math.max(0, seconds))}`;
  if (time.textContent !== text) time.textContent = text;
  if (seconds > 0) return;
  const before = time.closest('[data-before]');
  time.removeAttribute('data-countdown');
  if (!before) return;
  before.hidden = true;
  before.parentElement.querySelector('[data-after]').hidden = false;
  document.dispatchEvent(new Event('waited'));
}

function tick() {
  document.querySelectorAll('time[data-local]').forEach(localise);
  document.querySelectorAll('time[data-countdown]').forEach(count);
}

tick();
setInterval(tick, 1000);
document.addEventListener('refreshed', tick);
