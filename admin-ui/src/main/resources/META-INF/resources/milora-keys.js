// Shortcuts: g and a letter go to a view, / to the first field, n to a new job, ? shows them all. They can be switched
// off, for people whose input devices press keys by themselves.
(function () {
  const WAIT_MILLIS = 1500;
  const OFF = 'milora.keys.off';
  let going = 0;

  const destinations = () => [...document.querySelectorAll('vaadin-side-nav-item[data-key]')];
  const click = (item) => item.shadowRoot.querySelector('a').click();
  const typing = (event) => event.composedPath().some((e) => e instanceof HTMLElement &&
    (e.isContentEditable || /^(input|textarea|select)$/i.test(e.tagName) || e.role === 'listbox'));
  const covered = () => document.querySelector(
    'dialog[open], vaadin-dialog[opened], vaadin-confirm-dialog[opened]');

  function go(key) {
    const item = destinations().find((i) => i.dataset.key === key);
    if (item) click(item);
    return Boolean(item);
  }

  function firstField() {
    const field = document.querySelector('main input, main textarea, main vaadin-select');
    if (field) field.focus();
    return Boolean(field);
  }

  // By way of a link, as the router takes these without a new page.
  function newJob() {
    if (!destinations().some((i) => i.dataset.key === 'j')) return false;
    const link = document.createElement('a');
    link.href = 'new-job';
    document.body.append(link);
    link.click();
    link.remove();
    return true;
  }

  function onOff() {
    const box = document.createElement('input');
    box.type = 'checkbox';
    box.checked = !localStorage.getItem(OFF);
    box.onchange = () => (box.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, 'yes'));
    const label = document.createElement('label');
    label.append(box, ' Shortcuts are on');
    return label;
  }

  function row(keys, text) {
    const term = document.createElement('dt');
    keys.forEach((key) => {
      const cap = document.createElement('kbd');
      cap.textContent = key;
      term.append(cap);
    });
    const meaning = document.createElement('dd');
    meaning.textContent = text;
    return [term, meaning];
  }

  function help() {
    const dialog = document.createElement('dialog');
    dialog.className = 'keys';
    dialog.setAttribute('aria-labelledby', 'keys-title');
    const title = document.createElement('h2');
    title.id = 'keys-title';
    title.textContent = 'Keyboard shortcuts';
    const list = document.createElement('dl');
    destinations().forEach((i) => list.append(...row(['g', i.dataset.key],
      i.dataset.says || i.textContent.trim())));
    list.append(...row(['n'], 'New job'), ...row(['/'], 'First field of the view'),
      ...row(['t'], 'Light or dark'), ...row(['?'], 'These shortcuts'), ...row(['Esc'], 'Close'));
    const foot = document.createElement('footer');
    const close = document.createElement('button');
    close.textContent = 'Close';
    close.onclick = () => dialog.close();
    foot.append(onOff(), close);
    dialog.append(title, list, foot);
    dialog.onclose = () => dialog.remove();
    dialog.onclick = (event) => {
      if (event.target === dialog) dialog.close();
    };
    document.body.append(dialog);
    dialog.showModal();
    return true;
  }

  function act(key) {
    if (Date.now() - going < WAIT_MILLIS) {
      going = 0;
      return go(key);
    }
    switch (key) {
      case 'g': going = Date.now(); return true;
      case 'n': return newJob();
      case '/': return firstField();
      case 't': window.milora.toggleTheme(); return true;
      case '?': return help();
      default: return false;
    }
  }

  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem(OFF)
      || typing(event) || covered()) return;
    if (act(event.key)) event.preventDefault();
  });
  document.addEventListener('click', (event) => {
    const link = event.target.closest && event.target.closest('.skip-link');
    if (!link) return;
    event.preventDefault();
    const main = document.querySelector('main');
    main.tabIndex = -1;
    main.focus();
  }, true);
  window.miloraKeys = { help };
})();
