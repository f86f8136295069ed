'use strict';
// Adds order and filters to the images: every select but the order filters by what the images say of themselves. The page
// reads without it.
(() => {
  const form = document.getElementById('controls');
  if (!form) return;
  document.documentElement.classList.add('scripted');
  form.hidden = false;

  const flat = document.getElementById('flat');
  const groups = document.getElementById('groups');
  const count = form.querySelector('output');
  const cards = [...groups.querySelectorAll('.card')];
  const home = new Map(cards.map(card => [card, card.parentElement]));
  const orders = {
    gap: (a, b) => b.dataset.gap - a.dataset.gap,
    high: (a, b) => b.dataset.high - a.dataset.high,
    low: (a, b) => a.dataset.high - b.dataset.high,
    number: (a, b) => a.dataset.number - b.dataset.number,
  };
  const byNumber = orders.number;
  const filters = [...form.querySelectorAll('select')].map(select => select.name).filter(name => name !== 'order');

  function show() {
    let shown = 0;
    for (const card of cards) {
      card.hidden = filters.some(name => form[name].value !== '' && form[name].value !== card.dataset[name]);
      if (!card.hidden) shown++;
    }
    const order = orders[form.order.value];
    flat.hidden = !order;
    groups.hidden = !!order;
    if (order) {
      flat.append(...[...cards].sort((a, b) => order(a, b) || byNumber(a, b)));
    } else {
      for (const card of cards) home.get(card).append(card);
      for (const group of groups.children) group.hidden = !group.querySelector('.card:not([hidden])');
    }
    const all = cards.length.toLocaleString('en') + (cards.length === 1 ? ' image' : ' images');
    count.textContent = shown === cards.length ? all : `${shown.toLocaleString('en')} of ${all}`;
  }

  // A link to a confusion narrows the images to it; a cell of the matrix, to the images that the matrix counts.
  function follow(counted) {
    const pair = /^#pair-(\d+)-(\d+)$/.exec(location.hash);
    const image = /^#i\d+$/.test(location.hash) && document.querySelector(location.hash);
    if (pair) {
      form.order.value = 'pair';
      form.label.value = pair[1];
      form.read.value = pair[2];
      form.split.value = counted && form.dataset.split || '';
      form.origin.value = counted && form.dataset.origin || '';
      show();
      document.getElementById('misread').scrollIntoView();
      document.querySelector(location.hash + ' summary').focus({ preventScroll: true });
    } else if (image) {
      if (image.hidden) { form.reset(); show(); }
      image.querySelector('details').open = true;
      image.scrollIntoView({ block: 'center' });
      image.querySelector('summary').focus({ preventScroll: true });
    }
  }

  document.addEventListener('click', event => {
    const link = event.target.closest('#confusion a[href^="#pair-"], .worst a');
    if (!link) return;
    event.preventDefault();
    history.pushState(null, '', link.hash);
    follow(true);
  });
  form.addEventListener('input', show);
  form.addEventListener('reset', () => setTimeout(show));
  window.addEventListener('popstate', () => follow(true));
  form.addEventListener('submit', event => event.preventDefault());
  show();
  if (location.hash) follow(true);
})();
