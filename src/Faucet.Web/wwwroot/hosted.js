// The one check that is not ours: loads its provider's script, and tells its token, or that there is none.
const apis = { turnstile: () => globalThis.turnstile, hcaptcha: () => globalThis.hcaptcha, recaptcha: () => globalThis.grecaptcha };
const shorterThanATokensLife = 100_000;

function load(source) {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.addEventListener('load', resolve);
    script.addEventListener('error', () => reject(new Error(source)));
    script.src = source;
    document.head.append(script);
  });
}

export async function open(box, tell) {
  const { name, key, script, action, cdata, version } = box.dataset;
  await load(script);
  const api = apis[name]();
  if (name === 'recaptcha') await new Promise((resolve) => api.ready(resolve));
  const lost = () => tell('');
  if (name === 'recaptcha' && version === '3') {
    const ask = () => api.execute(key, { action }).then(tell, lost);
    setInterval(ask, shorterThanATokensLife);
    await ask();
    return;
  }
  api.render(box, {
    sitekey: key,
    theme: matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light',
    ...(name === 'turnstile' && { action, cData: cdata, 'response-field': false }),
    callback: tell,
    'expired-callback': lost,
    'error-callback': lost,
  });
}
