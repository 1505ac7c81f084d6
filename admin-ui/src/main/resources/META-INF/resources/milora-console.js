// The theme, remembered by the browser and set before anything is shown.
window.milora = {
  applyTheme() {
    const chosen = localStorage.getItem('milora.theme');
    document.documentElement.style.colorScheme = chosen || 'light dark';
  },
  isDark() {
    const scheme = document.documentElement.style.colorScheme;
    return scheme === 'dark' ||
      (scheme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  },
  toggleTheme() {
    localStorage.setItem('milora.theme', this.isDark() ? 'light' : 'dark');
    this.applyTheme();
  },
  async copy(text) {
    await navigator.clipboard.writeText(text);
  },
};
window.milora.applyTheme();

// Whoever signs out leaves nothing behind of what was typed and not sent.
document.addEventListener('click', (event) => {
  if (!event.target.closest || !event.target.closest('a[href="logout"]')) return;
  Object.keys(localStorage).filter((key) => key.startsWith('milora.draft.'))
    .forEach((key) => localStorage.removeItem(key));
});

// How long ago something was; it goes on by itself, also when the page is looked at again after a while.
class MiloraAge extends HTMLElement {
  static observedAttributes = ['at', 'date'];
  static shown = new Set();
  static TICK_MILLIS = 10000;

  static tick() {
    if (!document.hidden) MiloraAge.shown.forEach((age) => age.show());
  }

  connectedCallback() {
    MiloraAge.shown.add(this);
    this.show();
  }

  disconnectedCallback() {
    MiloraAge.shown.delete(this);
  }

  attributeChangedCallback() {
    this.show();
  }

  show() {
    const seconds = Date.now() / 1000 - Number(this.getAttribute('at'));
    const text = seconds < 60 ? 'just now'
      : seconds < 3600 ? `${Math.floor(seconds / 60)} min ago`
        : seconds < 86400 ? `${Math.floor(seconds / 3600)} h ago` : this.getAttribute('date');
    if (this.textContent !== text) this.textContent = text;
  }
}
customElements.define('milora-age', MiloraAge);
setInterval(MiloraAge.tick, MiloraAge.TICK_MILLIS);
document.addEventListener('visibilitychange', MiloraAge.tick);
