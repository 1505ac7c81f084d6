// Files that are too large for one request: cut into parts, each sent by itself, so that a broken connection costs one
// part and a page that was left none. The browser remembers which parts have arrived; the server puts them together.
(function () {
  if (customElements.get('milora-part-upload')) return;
  const FIRST_WAIT_MILLIS = 1000;
  const LONGEST_WAIT_MILLIS = 30000;
  const SPEED_MILLIS = 10000;
  const LIFETIME_MILLIS = 23 * 3600 * 1000;
  const UNITS = ['B', 'KB', 'MB', 'GB'];

  function bytes(n) {
    const unit = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, n)) / 3));
    return `${(n / 1000 ** unit).toFixed(unit === 0 ? 0 : 1)} ${UNITS[unit]}`;
  }

  function duration(seconds) {
    if (seconds < 60) return `${Math.ceil(seconds)} s`;
    return seconds < 3600 ? `${Math.ceil(seconds / 60)} min`
      : `${Math.floor(seconds / 3600)} h ${Math.floor(seconds % 3600 / 60)} min`;
  }

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    made.append(...children);
    return made;
  }

  class PartUpload extends HTMLElement {
    // The zone keeps files that one request can carry and turns larger ones away, to here.
    start(zone, key, partBytes, mostBytes) {
      Object.assign(this, { zone, key, partBytes, mostBytes, sending: false });
      this.draw();
      zone.addEventListener('file-reject', (event) => {
        if (event.detail.file.size > zone.maxFileSize) this.take(event.detail.file);
      });
      this.offer();
    }

    disconnectedCallback() {
      this.stop();
    }

    draw() {
      this.heading = element('h2', {});
      this.bar = element('progress', { max: 1, 'aria-label': 'Sent' });
      this.figures = element('p', { class: 'upload-figures' });
      this.status = element('p', { role: 'status' });
      this.buttons = element('div', { class: 'actions' });
      this.panel = element('section', { class: 'panel part-upload' },
        this.heading, this.bar, this.figures, this.status, this.buttons);
      this.panel.hidden = true;
      this.replaceChildren(this.panel);
    }

    kept() {
      const kept = JSON.parse(localStorage.getItem(this.key) || 'null');
      return kept && Date.now() - kept.begun < LIFETIME_MILLIS ? kept : null;
    }

    keep(upload) {
      localStorage.setItem(this.key, JSON.stringify(upload));
    }

    forget() {
      this.stop();
      localStorage.removeItem(this.key);
      this.panel.hidden = true;
    }

    say(text) {
      this.panel.hidden = false;
      this.status.textContent = text;
    }

    choices(...choices) {
      this.buttons.replaceChildren(...choices.map(([text, act]) => {
        const button = element('vaadin-button', {}, text);
        button.addEventListener('click', act);
        return button;
      }));
    }

    // What was begun and not ended, perhaps by a page that was closed.
    offer() {
      const kept = this.kept();
      this.sending = false;
      this.panel.hidden = !kept;
      if (!kept) return;
      this.show(kept, kept.parts.length * kept.partBytes);
      this.say('It is not complete. Choose the same file above, and it goes on where it stopped.');
      this.choices(['Forget it', () => {
        this.$server.cancel(kept.upload);
        this.forget();
      }]);
    }

    show(kept, sent) {
      const done = Math.min(kept.size, sent);
      this.heading.textContent = kept.name;
      this.bar.value = done / kept.size;
      const now = Date.now();
      this.samples = (this.samples || []).filter(([time]) => now - time < SPEED_MILLIS);
      this.samples.push([now, done]);
      const [time, before] = this.samples[0];
      const speed = (done - before) / Math.max(1, now - time) * 1000;
      this.figures.textContent = `${bytes(done)} of ${bytes(kept.size)}`
        + (this.sending && speed > 0
          ? `, ${bytes(speed)} a second, about ${duration((kept.size - done) / speed)} left` : '');
    }

    refusal(file) {
      const kept = this.kept();
      const endings = this.zone.accept.split(',').map((ending) => ending.trim()).filter((e) => e.startsWith('.'));
      if (this.sending) return 'One file at a time: this one is still being sent.';
      if (kept && !this.same(kept, file)) {
        return `${kept.name} is not complete: choose that very file to go on with it, or forget it first.`;
      }
      if (file.size > this.mostBytes) return `${file.name} has ${bytes(file.size)}; allowed: ${bytes(this.mostBytes)}.`;
      if (!endings.some((ending) => file.name.toLowerCase().endsWith(ending))) {
        return `${file.name} is of another kind; allowed: ${endings.join(', ')}.`;
      }
      return null;
    }

    same(kept, file) {
      return kept.name === file.name && kept.size === file.size && kept.modified === file.lastModified;
    }

    async take(file) {
      const refusal = this.refusal(file);
      if (refusal) {
        if (!this.kept()) this.heading.textContent = file.name;
        this.say(refusal);
        return;
      }
      this.sending = true;
      this.samples = [];
      const kept = await this.begun(file);
      if (kept) await this.send(file, kept);
      else this.offer();
    }

    // Null if the server said over the page why not.
    async begun(file) {
      const kept = this.kept();
      if (kept) {
        const arrived = await this.$server.arrived(kept.upload);
        if (arrived === null) return null;
        if (arrived !== 'gone') {
          const there = new Set(arrived.split(' '));
          const missing = kept.parts.findIndex((part) => !there.has(part));
          if (missing >= 0) kept.parts.length = missing;
          return kept;
        }
      }
      const upload = await this.$server.begin(file.name, file.size);
      return upload && {
        upload, name: file.name, size: file.size, modified: file.lastModified,
        begun: Date.now(), partBytes: this.partBytes, parts: [],
      };
    }

    async send(file, kept) {
      this.file = file;
      const run = this.run = {};
      this.say('It is being sent in parts. If you leave this page, choose the same file again to go on.');
      this.choices(['Stop', () => {
        this.stop();
        this.offer();
      }]);
      while (kept.parts.length * kept.partBytes < kept.size) {
        this.keep(kept);
        const from = kept.parts.length * kept.partBytes;
        const part = await this.part(run, kept, file.slice(from, from + kept.partBytes), from);
        if (run !== this.run || !part) return;
        kept.parts.push(part);
      }
      this.keep(kept);
      this.complete(kept);
    }

    async part(run, kept, blob, from) {
      for (let wait = FIRST_WAIT_MILLIS; ; wait = Math.min(2 * wait, LONGEST_WAIT_MILLIS)) {
        this.show(kept, from);
        const answer = await this.post(kept, blob, from);
        if (run !== this.run || answer.part) return answer.part;
        if (!answer.again) {
          this.stop();
          this.offer();
          this.say(answer.error);
          return null;
        }
        this.samples = [];
        this.show(kept, from);
        this.say(`${answer.error} The part is sent again in ${wait / 1000} s; what has arrived stays.`);
        await new Promise((go) => {
          setTimeout(go, wait);
          addEventListener('online', go, { once: true });
        });
      }
    }

    post(kept, blob, from) {
      return new Promise((resolve) => {
        const request = this.request = new XMLHttpRequest();
        const broken = () => resolve({ again: true, error: 'The connection broke.' });
        request.open('POST', this.getAttribute('target'));
        request.setRequestHeader('x-upload', kept.upload);
        request.setRequestHeader('content-type', 'application/octet-stream');
        request.upload.onprogress = (event) => this.show(kept, from + event.loaded);
        request.onerror = broken;
        request.onabort = broken;
        request.onload = () => resolve(this.read(request));
        request.send(blob);
      });
    }

    read(request) {
      try {
        return JSON.parse(request.responseText);
      } catch (e) {
        return request.status >= 500 ? { again: true, error: `The console answered with status ${request.status}.` }
          : { error: 'This page is out of date: load it anew, and choose the same file again.' };
      }
    }

    complete(kept) {
      this.show(kept, kept.size);
      this.figures.textContent = bytes(kept.size);
      this.say('Everything has arrived. Its rows are checked now, which takes a while.');
      this.choices();
      this.$server.complete(kept.upload, kept.name, kept.parts.join(' '));
    }

    // Called by the server, which has not the file: the beginnings of some lines, by their numbers.
    async lines(numbers, most) {
      this.say('Some rows are bad; their text is looked up in the file.');
      const wanted = new Set(numbers.split(' ').map(Number));
      const last = Math.max(...wanted);
      const texts = {};
      const reader = this.file.stream().pipeThrough(new TextDecoderStream()).getReader();
      for (let number = 1; number <= last;) {
        const { value, done } = await reader.read();
        if (done) break;
        value.split('\n').forEach((piece, i) => {
          if (i > 0) number++;
          if (wanted.has(number)) texts[number] = ((texts[number] || '') + piece).slice(0, most);
        });
      }
      await reader.cancel();
      return JSON.stringify(texts);
    }

    // Called by the server: what became of it stands in the view.
    ended(retry) {
      const kept = this.kept();
      if (!retry || !kept) {
        this.forget();
        return;
      }
      this.say('It could not be checked; what was sent is still there.');
      this.choices(['Check it again', () => this.complete(kept)]);
    }

    stop() {
      this.run = null;
      this.sending = false;
      if (this.request) this.request.abort();
    }
  }
  customElements.define('milora-part-upload', PartUpload);
})();
