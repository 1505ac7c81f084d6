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
