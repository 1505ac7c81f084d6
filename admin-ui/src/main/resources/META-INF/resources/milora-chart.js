// Draws lines, bars and heat maps with ECharts in the colours of the page, and again when these or the width change.
(function () {
  if (customElements.get('milora-chart')) return;
  const PALETTE = {
    light: ['#3b5bdb', '#c2410c', '#0f766e', '#9d174d', '#6d28d9', '#a16207', '#0369a1', '#4b5563'],
    dark: ['#8da2fb', '#fb923c', '#5eead4', '#f9a8d4', '#c4b5fd', '#fde047', '#7dd3fc', '#9ca3af'],
  };

  class MiloraChart extends HTMLElement {
    connectedCallback() {
      this.resizing = new ResizeObserver(() => this.chart && this.chart.resize());
      this.resizing.observe(this);
      this.theming = new MutationObserver(() => this.paint());
      this.theming.observe(document.documentElement, { attributes: true });
      this.system = matchMedia('(prefers-color-scheme: dark)');
      this.repaint = () => this.paint();
      this.system.addEventListener('change', this.repaint);
      this.paint();
    }

    disconnectedCallback() {
      this.resizing.disconnect();
      this.theming.disconnect();
      this.system.removeEventListener('change', this.repaint);
      if (this.chart) this.chart.dispose();
      this.chart = null;
    }

    draw(data) {
      this.data = data;
      this.paint();
    }

    paint() {
      if (!this.data || !this.isConnected || !window.echarts) return;
      if (!this.chart) {
        this.chart = echarts.init(this, null, { renderer: 'svg' });
        if (this.hasAttribute('pickable')) this.chart.getZr().on('click', (e) => this.pick(e));
      }
      this.chart.setOption(this.option(getComputedStyle(this)), true);
    }

    // Says what x was clicked at, if it was within the axes.
    pick(event) {
      const point = [event.offsetX, event.offsetY];
      if (!this.chart.containPixel('grid', point)) return;
      const at = this.chart.convertFromPixel('grid', point)[0];
      const x = this.data.times ? this.data.times[at] : this.data.time ? at / 1000 : at;
      this.dispatchEvent(new CustomEvent('pick', { detail: { x } }));
    }

    option(style) {
      const dark = style.colorScheme.includes('dark') &&
        (!style.colorScheme.includes('light') || this.system.matches);
      const ink = style.color;
      const faint = dark ? 'rgba(255,255,255,.14)' : 'rgba(0,0,0,.10)';
      const text = { color: ink, fontFamily: style.fontFamily };
      if (this.data.cells) return this.heat(text, faint, dark);
      const labels = this.data.labels;
      const axis = (name, right) => ({
        type: 'value', scale: !labels, name, position: right ? 'right' : 'left',
        nameTextStyle: { ...text, align: right ? 'right' : 'left' }, axisLabel: text,
        splitLine: { show: !right, lineStyle: { color: faint } },
      });
      const edge = (x) => (this.data.time ? x * 1000 : x);
      const named = (right) => this.data.series.filter((s) => s.right === right).map((s) => s.name);
      const two = named(true).length > 0;
      return {
        animation: false,
        color: dark ? PALETTE.dark : PALETTE.light,
        textStyle: text,
        grid: { left: 8, right: two ? 8 : 16, top: two ? 56 : 40, bottom: this.data.time ? 8 : 24, containLabel: true },
        legend: { type: 'scroll', top: 0, left: 0, textStyle: text, icon: 'roundRect', itemHeight: 4 },
        tooltip: {
          trigger: 'axis', axisPointer: { type: labels ? 'shadow' : 'line' }, confine: true,
          backgroundColor: dark ? '#22262f' : '#ffffff', borderColor: faint,
          textStyle: { color: dark ? '#f2f4f8' : '#1c2430' },
          valueFormatter: (v) => (v == null ? '–' : Number.isInteger(v) ? v.toLocaleString('en')
            : Number(v).toPrecision(4)),
        },
        xAxis: {
          type: labels ? 'category' : this.data.time ? 'time' : 'value', data: labels,
          min: this.data.from == null ? undefined : edge(this.data.from),
          max: this.data.to != null ? edge(this.data.to) : labels ? undefined : 'dataMax',
          name: this.data.time ? '' : this.data.x, nameLocation: 'middle', nameGap: 24, nameTextStyle: text,
          axisLabel: { ...text, hideOverlap: true, rich: { primary: { fontWeight: 'normal' } } }, splitLine: { show: false }, axisLine: { lineStyle: { color: faint } },
        },
        yAxis: two ? [axis(named(false).join(', ')), axis(named(true).join(', '), true)]
          : [axis('')],
        series: this.data.series.map((s) => (labels ? this.bars(s) : this.line(s))),
      };
    }

    // Colours grow with the logarithm, so that the few slow ones show beside the many quick ones.
    heat(text, faint, dark) {
      const { times, sizes, cells } = this.data;
      const day = times.length > 1 && times[times.length - 1] - times[0] > 86400;
      const clock = (t) => new Date(t * 1000).toLocaleString('en-GB', day
        ? { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' }
        : { hour: '2-digit', minute: '2-digit' });
      const most = Math.max(1, ...cells.map((c) => c[2]));
      return {
        animation: false, textStyle: text,
        grid: { left: 8, right: 16, top: 16, bottom: 8, containLabel: true },
        tooltip: {
          confine: true, backgroundColor: dark ? '#22262f' : '#ffffff', borderColor: faint,
          textStyle: { color: dark ? '#f2f4f8' : '#1c2430' },
          formatter: (p) => `${clock(times[p.value[0]])}, ${sizes[p.value[1]]}: `
            + `<b>${p.value[3].toLocaleString('en')}</b>`,
        },
        xAxis: { type: 'category', data: times.map(clock), axisLabel: { ...text, hideOverlap: true }, axisTick: { show: false },
          axisLine: { lineStyle: { color: faint } } },
        yAxis: { type: 'category', data: sizes, axisLabel: text, axisTick: { show: false },
          axisLine: { show: false }, splitLine: { show: true, lineStyle: { color: faint } } },
        visualMap: { show: false, min: 0, max: Math.log1p(most), dimension: 2,
          inRange: { color: dark ? ['#1f2a52', '#4c63c9', '#a9b9ff', '#fde68a']
            : ['#e3e9ff', '#8da2fb', '#3b5bdb', '#7c1d4f'] } },
        series: [{ type: 'heatmap', progressive: 0,
          data: cells.map(([x, y, count]) => [x, y, Math.log1p(count), count]) }],
      };
    }

    bars(series) {
      return { name: series.name, type: 'bar', stack: 'all', data: series.points, barMaxWidth: 36 };
    }

    line(series) {
      return {
        name: series.name, type: 'line', yAxisIndex: series.right ? 1 : 0,
        data: this.data.time ? series.points.map(([x, y]) => [x * 1000, y]) : series.points,
        showSymbol: series.points.length < 40, symbolSize: 5, lineStyle: { width: 2 },
        sampling: 'lttb',
      };
    }
  }
  customElements.define('milora-chart', MiloraChart);
})();
